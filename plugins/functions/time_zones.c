/* SPDX-License-Identifier: Apache-2.0 */
/* from_utc_timestamp, to_utc_timestamp, and how a zone is found by its name: fixed offsets by themselves, all others in the
 * tz database of the machine, once, in bind. */
#include "time_zones.h"
#include "time_functions.h"
#include <stdio.h>
#include <stdlib.h>

#define DATABASE "/usr/share/zoneinfo"

enum { NAME_MAX_BYTES = 64 };

/* ---- finding ----------------------------------------------------------------------------------------------------- */

/* Names are paths of letters, digits and a few signs; none leads out of the database. */
static int is_name(const char *text, size_t n) {
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";
  if (n == 0 || n > NAME_MAX_BYTES || text[0] == '/') return 0;
  for (size_t i = 0; i < n; i++)
    if (text[i] == 0 || strchr(allowed, text[i]) == NULL) return 0;
  return 1;
}

/* The whole file into `bytes`; gives its size, negative: not read. */
static int64_t read_file(const weir_host *host, const char *name, uint8_t bytes[TIME_ZONE_FILE_MAX]) {
  const weir_files *files = host->extension(host, WEIR_FILES_ID);
  weir_dir *dir;
  weir_file *file;
  if (files == NULL || files->open_dir(host, DATABASE, 0, &dir) != 0) return -1;
  int64_t total = files->open(dir, name, WEIR_FILE_READ, &file), n = 0;
  if (total == 0) {
    while (total < TIME_ZONE_FILE_MAX &&
           (n = files->read(file, bytes + total, (uint64_t)(TIME_ZONE_FILE_MAX - total))) > 0)
      total += n;
    (void)files->close(file);
  }
  files->close_dir(dir);
  return n < 0 ? n : total;
}

static int read_named(const weir_host *host, time_zone *zone, const char *text, size_t n) {
  char name[NAME_MAX_BYTES + 1];
  if (!is_name(text, n)) return 0;
  memcpy(name, text, n);
  name[n] = 0;
  uint8_t *bytes = malloc(TIME_ZONE_FILE_MAX);
  if (bytes == NULL) return 0;
  const int64_t size = read_file(host, name, bytes);
  const int is_read = size > 0 && time_zone_read(zone, bytes, (size_t)size);
  free(bytes);
  return is_read;
}

static int find(const weir_host *host, time_zone *zone, const char *text, size_t n) {
  const char *other = time_zone_short(text, n);
  if (other != NULL) {
    text = other;
    n = strlen(other);
  }
  return time_zone_fixed(zone, text, n) || read_named(host, zone, text, n);
}

static weir_status refuse(weir_error *err, uint32_t i, const char *why) {
  err->option = (int32_t)i;
  return function_refuse(err, why);
}

static weir_status refuse_name(weir_error *err, uint32_t i, const weir_str *name) {
  err->option = (int32_t)i;
  (void)snprintf(err->text, sizeof err->text,
                 "'%.*s' is neither an offset such as '+01:00' nor a zone of the tz database in " DATABASE,
                 (int)(name->len < NAME_MAX_BYTES ? name->len : NAME_MAX_BYTES), weir_text(name));
  return WEIR_EINVAL;
}

weir_status time_zones_keep(weir_call *call, uint32_t i, weir_error *err) {
  const weir_column *constant = call->constant[i];
  if (constant == NULL) return refuse(err, i, "the time zone must be a constant");
  if (weir_is_null(constant, 0)) return WEIR_OK;
  const weir_str *name = constant->data;
  time_zone *zone = malloc(sizeof *zone);
  if (zone == NULL) return refuse(err, i, "there is not enough memory for a time zone");
  if (find(call->host, zone, weir_text(name), name->len)) return call->keep(call, zone, free);
  free(zone);
  return refuse_name(err, i, name);
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

static weir_status bind(weir_call *call, weir_error *err) { return time_zones_keep(call, 1, err); }

static weir_status run_from_utc(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const time_zone *zone = time_zones_of(call);
  const int64_t *us = arg[0]->data;
  int64_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = zone != NULL ? time_zone_from_utc(zone, us[r]) : 0;
  return WEIR_OK;
}

static weir_status run_to_utc(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  const time_zone *zone = time_zones_of(call);
  const int64_t *us = arg[0]->data;
  int64_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = zone != NULL ? time_zone_to_utc(zone, us[r]) : 0;
  return WEIR_OK;
}

STRICT_BOUND(from_utc_timestamp, "from_utc_timestamp(time, zone): what clocks of the zone show at that time of UTC",
             "(timestamp, string) -> timestamp", bind, run_from_utc);
STRICT_BOUND(to_utc_timestamp,
             "to_utc_timestamp(time, zone): the time of UTC at which clocks of the zone show that time",
             "(timestamp, string) -> timestamp", bind, run_to_utc);
