/* SPDX-License-Identifier: Apache-2.0 */
/* The log: one line on stderr a message, human on a terminal, else JSON. The same message of the same place at most once in 10 s,
 * then with the number of repetitions. Any thread. */
#ifndef ENGINE_LOG_H
#define ENGINE_LOG_H
#include <stdint.h>
#include <weir/host.h>

typedef enum log_style { LOG_HUMAN, LOG_JSON } log_style;
/* Before threads start. `level`: WEIR_LOG_…; what is less urgent is not written. */
void log_configure(log_style style, uint32_t level);
log_style log_style_of_lines(void);
/* `pipeline` and `place` ("stream counts, reduceByKey") may be NULL. */
void log_line(uint32_t level, const char *pipeline, const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
#endif
