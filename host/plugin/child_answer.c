/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/child_answer: the process that describes a plugin. It has limits of its own, cannot gain privileges, dies with its
 * parent, and is the only one that runs code of a plugin that nobody has tried. One thread. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "plugin/catalog.h"
#include "plugin/child_protocol.h"
#include "plugin/describe.h"
#include "plugin/sanitizer.h"

#define EXIT_USAGE 2

static void limit(int resource, uint64_t soft, uint64_t hard) {
  struct rlimit r = {.rlim_cur = soft, .rlim_max = hard};
  (void)setrlimit((__rlimit_resource_t)resource, &r);
}

static void limit_all(void) {
  limit(RLIMIT_CPU, CHILD_CPU_SECONDS, CHILD_CPU_SECONDS + 1);
  limit(RLIMIT_CORE, 0, 0);
  if (!UNDER_SANITIZER) limit(RLIMIT_AS, CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES);
  (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
  (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static bool write_all(const char *text, size_t n) {
  while (n > 0) {
    ssize_t written = write(CHILD_ANSWER, text, n);
    if (written <= 0) return false;
    text += written;
    n -= (size_t)written;
  }
  return true;
}

static void describe(const char *form, const plugin *p, FILE *out) {
  if (strcmp(form, CHILD_FORM_JSON) == 0)
    describe_json(p, out);
  else if (strcmp(form, CHILD_FORM_LINE) == 0)
    describe_line(p, out);
  else if (strcmp(form, CHILD_FORM_SCHEMA) == 0)
    describe_schema(p, out);
  else if (strcmp(form, CHILD_FORM_MARKDOWN) == 0)
    describe_markdown(p, out);
  else
    describe_text(p, out);
}

int plugin_describe_child(int argc, char **argv) {
  char *answer = NULL;
  size_t n = 0;
  plugin_error err = {0};
  const plugin *p = NULL;
  bool failed = argc < 2;
  limit_all();
  plugin_catalog *c = plugin_catalog_create();
  FILE *out = open_memstream(&answer, &n);
  for (int i = 2; c && i + 1 < argc; i += 2)
    failed = plugin_catalog_add(c, argv[i + 1], strcmp(argv[i], CHILD_DIRECTORY_TRUSTED) == 0) < 0 || failed;
  if (failed || !c || !out) {
    failed = true;
  } else {
    p = plugin_catalog_load(c, argv[1], &err);
    if (p)
      describe(argv[0], p, out);
    else
      (void)fprintf(out, "%u\n%s\n%s", err.code, err.text, err.help);
  }
  if (out && fclose(out) != 0) failed = true;
  if (!failed && !write_all(answer, n)) failed = true;
  free(answer);
  plugin_catalog_destroy(c);
  return failed ? EXIT_USAGE : p ? EXIT_SUCCESS : EXIT_FAILURE;
}
