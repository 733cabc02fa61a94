/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/failure: see failure.h. Any thread; the error is the caller's. */
#include "plugin/failure.h"

#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 3, 0))) static void print(char *text, size_t n, const char *format, va_list arguments) {
  if (vsnprintf(text, n, format, arguments) < 0) text[0] = 0;
  for (char *p = text; *p; p++)
    if ((unsigned char)*p < ' ' || *p == 0x7f) *p = '?';
}

int plugin_fail(plugin_error *err, plugin_code code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  print(err->text, sizeof err->text, format, arguments);
  va_end(arguments);
  err->help[0] = 0;
  err->code = (uint32_t)code;
  return -1;
}

int plugin_help(plugin_error *err, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  print(err->help, sizeof err->help, format, arguments);
  va_end(arguments);
  return -1;
}

int plugin_fail_memory(plugin_error *err) { return plugin_fail(err, PLUGIN_E_NO_MEMORY, "out of memory"); }
