/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes may lie under the name of a plugin: elf_inspect stays inside them, and its strings end inside. */
#include <stdlib.h>
#include <string.h>

#include "plugin/elf_inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_string(const uint8_t *data, size_t size, const char *text) {
  const uint8_t *begin = (const uint8_t *)text;
  if (begin < data || begin >= data + size || !memchr(begin, 0, (size_t)(data + size - begin))) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  elf_info info;
  if (elf_inspect(data, size, &info) != ELF_LOADABLE) return 0;
  if (info.needed_count > ELF_NEEDED_MAX) abort();
  for (uint32_t i = 0; i < info.needed_count; i++) check_string(data, size, info.needed[i]);
  if (info.soname) check_string(data, size, info.soname);
  return 0;
}
