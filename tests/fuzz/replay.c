/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands in for libFuzzer where it is not linked: runs a fuzz target once over each file of the directories given, in
 * the order the file system returns them. Fails where there is nothing to run, so that a lost corpus is noticed. One
 * thread; the input is an exact copy on the heap, so that a read past its end is seen.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 20 };

static int replay_file(const char *path) {
  int failed = 1;
  uint8_t *input = malloc(INPUT_MAX);
  uint8_t *exact = NULL;
  size_t size = 0;
  FILE *file = fopen(path, "rb");
  if (file == NULL || input == NULL) goto out;
  size = fread(input, 1, INPUT_MAX, file);
  if (ferror(file)) goto out;
  exact = malloc(size > 0 ? size : 1);
  if (exact == NULL) goto out;
  memcpy(exact, input, size);
  (void)LLVMFuzzerTestOneInput(exact, size);
  failed = 0;
out:
  if (failed) (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
  if (file != NULL) (void)fclose(file);
  free(exact);
  free(input);
  return failed;
}

static int replay_directory(const char *path) {
  DIR *directory = opendir(path);
  if (directory == NULL) {
    (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return 1;
  }
  int files = 0;
  int failed = 0;
  for (struct dirent *entry = readdir(directory); entry != NULL && !failed; entry = readdir(directory)) {
    char name[4096];
    if (entry->d_name[0] == '.') continue;
    (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
    (void)printf("%s\n", name);
    (void)fflush(stdout);
    failed = replay_file(name);
    files++;
  }
  (void)closedir(directory);
  if (files == 0) (void)fprintf(stderr, "%s: no input to run\n", path);
  return failed || files == 0;
}

int main(int argc, char **argv) {
  int failed = argc < 2;
  for (int i = 1; i < argc; i++) failed |= replay_directory(argv[i]);
  return failed;
}
