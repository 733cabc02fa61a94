/* SPDX-License-Identifier: Apache-2.0 */
/* The members of JSON objects into typed columns: weir.json/1. */
#ifndef DATA_JSON_READER_H
#define DATA_JSON_READER_H
#include <weir/extension.h>

extern const weir_json json_service;
#endif
