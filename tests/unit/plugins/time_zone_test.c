/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones of functions.so: all of the machine's tz database against what libc makes of it, and files that are damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "functions/time_zone.h"

#define DATABASE "/usr/share/zoneinfo/"

enum { TIMES = 400, MICROS = 1000000 };

static uint8_t bytes[TIME_ZONE_FILE_MAX];
static time_zone zone;
static uint32_t zones;
static char wrong[200];

static size_t read_all(const char *path) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  const size_t n = fread(bytes, 1, sizeof bytes, file);
  (void)fclose(file);
  return n;
}

/* Seconds of 1900 to 2900, the same at each run. */
static int64_t some_time(uint64_t i) {
  const uint64_t mixed = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
  return (int64_t)(mixed >> 20) % INT64_C(31556952000) - INT64_C(2208988800);
}

static void compare_with_libc(const char *name, int64_t second) {
  struct tm tm;
  const time_t time = second;
  if (localtime_r(&time, &tm) == NULL) return;
  const int64_t local = time_zone_from_utc(&zone, second * MICROS) / MICROS;
  if (local - second != tm.tm_gmtoff)
    (void)snprintf(wrong, sizeof wrong, "%s at %lld: %lld seconds from UTC, libc says %ld", name, (long long)second,
                   (long long)(local - second), tm.tm_gmtoff);
  /* Of two times that clocks show alike the first is meant. */
  const int64_t back = time_zone_to_utc(&zone, local * MICROS) / MICROS;
  if (time_zone_from_utc(&zone, back * MICROS) / MICROS != local || back > second)
    (void)snprintf(wrong, sizeof wrong, "%s at %lld: there is no way back", name, (long long)second);
}

static int check_file(const char *path, const struct stat *st, int kind, struct FTW *where) {
  const char *name = path + strlen(DATABASE);
  (void)st, (void)where;
  if (kind != FTW_F || strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", *name) == NULL) return 0;
  const size_t n = read_all(path);
  if (n < 4 || memcmp(bytes, "TZif", 4) != 0) return 0;
  if (!time_zone_read(&zone, bytes, n)) return (void)snprintf(wrong, sizeof wrong, "%s is not read", name), 1;
  (void)setenv("TZ", name, 1);
  tzset();
  zones++;
  for (uint64_t i = 0; i < TIMES; i++) compare_with_libc(name, some_time(i));
  return wrong[0] != 0;
}

static void all_zones_are_as_libc_has_them(void **state) {
  (void)state;
  (void)nftw(DATABASE, check_file, 16, 0);
  if (wrong[0] != 0) fail_msg("%s", wrong);
  assert_in_range(zones, 300, 5000);
}

static void a_file_that_is_cut_or_changed_is_refused_or_read_within_its_bytes(void **state) {
  (void)state;
  const size_t n = read_all(DATABASE "Europe/Berlin");
  for (size_t cut = 0; cut < n; cut++) {
    uint8_t *part = malloc(cut + 1); /* of its own, so that a sanitizer sees each byte behind it */
    assert_non_null(part);
    memcpy(part, bytes, cut);
    assert_false(time_zone_read(&zone, part, cut));
    free(part);
  }
  for (size_t i = 0; i < n; i++) {
    bytes[i] ^= 0xFF;
    if (time_zone_read(&zone, bytes, n)) (void)time_zone_to_utc(&zone, time_zone_from_utc(&zone, INT64_C(1) << 50));
    bytes[i] ^= 0xFF;
  }
}

static void offsets_are_zones(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int32_t offset;
  } right[] = {{"UTC", 0},           {"Z", 0},         {"+1", 3600}, {"-01:30", -5400}, {"GMT+2", 7200},
               {"UTC-0330", -12600}, {"+18:00", 64800}};
  static const char *const bad[] = {"", "+", "1", "+19", "+18:01", "+1:", "+01:60", "UTC+", "Europe/Berlin", "utc"};
  for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
    assert_true(time_zone_fixed(&zone, right[i].text, strlen(right[i].text)));
    assert_int_equal(time_zone_from_utc(&zone, 0), right[i].offset * INT64_C(1000000));
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (time_zone_fixed(&zone, bad[i], strlen(bad[i]))) fail_msg("'%s' is taken for an offset", bad[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_zones_are_as_libc_has_them),
      cmocka_unit_test(a_file_that_is_cut_or_changed_is_refused_or_read_within_its_bytes),
      cmocka_unit_test(offsets_are_zones),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
