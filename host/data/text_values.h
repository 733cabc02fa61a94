/* SPDX-License-Identifier: Apache-2.0 */
/* Values from the text of files and lines: weir.text/1. Strict, unlike casts: what is no value is told, not made null. */
#ifndef DATA_TEXT_VALUES_H
#define DATA_TEXT_VALUES_H
#include <weir/extension.h>

extern const weir_text_values text_service;
#endif
