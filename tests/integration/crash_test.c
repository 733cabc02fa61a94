/* SPDX-License-Identifier: Apache-2.0 */
/* A bug in a plugin: one line that says where, and exit code 70. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "process.h"

static process *run(scene *s, const char *how, const char *log) {
  const char *file = scene_write(s, "bug.yaml",
                                 "pipeline: bug\nbatch_interval: 50ms\nlanes: 1\nstreams:\n  lines: {demo: {}}\n"
                                 "  broken: {from: lines, crash: %s}\noutputs:\n  out: {from: broken, discard: {}}\n",
                                 how);
  process *p = process_start(s, "run", file, "--log", log, "--plugin-dir", PLUGINS, NULL);
  process_expect_end(p, 70);
  return p;
}

static const char *last_line(const process *p) {
  const char *text = process_text(p, PROCESS_ERR);
  size_t at = process_size(p, PROCESS_ERR);
  for (at = at ? at - 1 : 0; at && text[at - 1] != '\n';) at--;
  return text + at;
}

static void a_crash_is_reported_with_plugin_operator_and_batch(void **state) {
  static const char expected[] =
      "bug: error: stream \"broken\", crash of " PLUGINS "/crash.so, batch 2: an access to memory that is not there: "
      "this is a bug of the plugin, or of weir; the process ends\n";
  process *p = run(*state, "access", "human");
  if (strcmp(last_line(p), expected) != 0) scene_fail(*state, "its last line should be: %s", expected);
}

static void a_crash_is_an_object_of_a_json_log(void **state) {
  process *p = run(*state, "abort", "json");
  if (strncmp(last_line(p), "{\"time\":\"20", 11) != 0) scene_fail(*state, "the last line is no object");
  process_expect(
      p, PROCESS_ERR,
      "\"level\":\"error\",\"msg\":\"an assertion failed or abort was called: this is a bug of the plugin, or "
      "of weir; the process ends\",\"pipeline\":\"bug\",\"stream\":\"broken\",\"operator\":\"crash\","
      "\"plugin\":\"" PLUGINS "/crash.so\",\"batch\":2}\n");
}

static void a_stack_that_is_used_up_is_reported_too(void **state) { (void)run(*state, "stack", "human"); }

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_crash_is_reported_with_plugin_operator_and_batch, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(a_crash_is_an_object_of_a_json_log, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(a_stack_that_is_used_up_is_reported_too, scene_setup, scene_teardown),
  };
  return cmocka_run_group_tests_name("crash", tests, NULL, NULL);
}
