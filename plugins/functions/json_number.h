/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUNCTIONS_JSON_NUMBER_H
#define FUNCTIONS_JSON_NUMBER_H
#include <stdint.h>

/* The number at *p, written as Java writes it: integers as they are, others as the double that they are. *p moves behind
 * it. Gives the end of what was written. */
char *json_number_put(char *to, const char **p, const char *end);
#endif
