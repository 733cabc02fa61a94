/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: writes benchmark text to stdout, "generate zipf|uniform MB [SEED]"; MB are millions of bytes. One thread.
 */
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEGABYTES_MAX = 4096 };

int main(int argc, char **argv) {
  enum text_kind kind;
  if (argc < 3 || argc > 4 || !text_kind_parse(argv[1], &kind)) {
    fprintf(stderr, "usage: generate zipf|uniform MB [SEED]\n");
    return 2;
  }
  unsigned long megabytes = strtoul(argv[2], NULL, 10);
  unsigned long seed = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
  if (megabytes < 1 || megabytes > MEGABYTES_MAX) {
    fprintf(stderr, "generate: MB must be 1 to %d, not %s\n", MEGABYTES_MAX, argv[2]);
    return 2;
  }
  size_t size = megabytes * 1000000, written = 0;
  char *text = malloc(size);
  int status = 1;
  if (!text || !text_fill(kind, seed, text, size, &written))
    fprintf(stderr, "generate: not enough memory\n");
  else if (fwrite(text, 1, written, stdout) != written || fflush(stdout) != 0)
    fprintf(stderr, "generate: writing failed: %s\n", strerror(errno));
  else
    status = 0;
  free(text);
  return status;
}
