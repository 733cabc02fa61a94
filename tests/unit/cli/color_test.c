/* SPDX-License-Identifier: Apache-2.0 */
/* Who decides about colours: --color before FORCE_COLOR before what the stream and the environment say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/color.h"

static void a_terminal_has_colours_unless_told_otherwise(void **state) {
  (void)state;
  assert_true(color_decide(COLOR_AUTO, true, NULL, NULL, "xterm"));
  assert_true(color_decide(COLOR_AUTO, true, "", "", NULL));
  assert_false(color_decide(COLOR_AUTO, false, NULL, NULL, "xterm"));
  assert_false(color_decide(COLOR_AUTO, true, "1", NULL, "xterm"));
  assert_false(color_decide(COLOR_AUTO, true, NULL, NULL, "dumb"));
}

static void what_is_said_aloud_overrides(void **state) {
  (void)state;
  assert_true(color_decide(COLOR_AUTO, false, "1", "1", "dumb"));
  assert_true(color_decide(COLOR_ALWAYS, false, "1", NULL, "dumb"));
  assert_false(color_decide(COLOR_NEVER, true, NULL, "1", "xterm"));
}

static void only_three_words_are_known(void **state) {
  (void)state;
  assert_false(color_set("sometimes"));
  assert_true(color_set("never"));
  assert_false(color_wanted(stderr));
  assert_true(color_set("always"));
  assert_true(color_wanted(stderr));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_terminal_has_colours_unless_told_otherwise),
      cmocka_unit_test(what_is_said_aloud_overrides),
      cmocka_unit_test(only_three_words_are_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
