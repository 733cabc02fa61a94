/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/child_protocol: what parent and child agree on.
 *
 *   arguments   FORM NAME {trusted|own} DIRECTORY …
 *   answer      on descriptor CHILD_ANSWER; exit 0: the description; exit 1: "<code>\n<text>\n<help>" */
#ifndef PLUGIN_CHILD_PROTOCOL_H
#define PLUGIN_CHILD_PROTOCOL_H

#define CHILD_ANSWER 3
#define CHILD_ANSWER_MAX (1u << 20)
#define CHILD_CPU_SECONDS 5u
#define CHILD_MEMORY_BYTES (UINT64_C(2) << 30)

#define CHILD_FORM_TEXT "text"
#define CHILD_FORM_JSON "json"
#define CHILD_FORM_LINE "line"
#define CHILD_FORM_SCHEMA "schema"
#define CHILD_FORM_MARKDOWN "markdown"
#define CHILD_DIRECTORY_TRUSTED "trusted"
#define CHILD_DIRECTORY_OWN "own"

#endif
