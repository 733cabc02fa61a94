/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ACCESS_LOG_H
#define ACCESS_LOG_H
#include <weir/types.h>

#define ACCESS_LOG_PATTERN                                                                                             \
  "^(\\S+) \\S+ \\S+ \\[([^\\]]+)\\] \"(\\S+) ([^\"]*)\" (\\d{3}) (\\d+|-)" /* client, time, method, path, status, bytes */

/* Lines of a web server, the same at each run, in memory that is padded as the host's is. 0: out of memory. */
int access_log_lines(weir_str *line, uint32_t rows);
#endif
