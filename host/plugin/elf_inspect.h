/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/elf_inspect: what an ELF file is and needs, read from its bytes before the system's loader sees them. Every offset
 * is checked: the bytes may be anything. Pure, any thread. */
#ifndef PLUGIN_ELF_INSPECT_H
#define PLUGIN_ELF_INSPECT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum elf_verdict {
  ELF_LOADABLE,      /* a shared object for this machine: all of elf_info is filled */
  ELF_FOREIGN,       /* no ELF file */
  ELF_OTHER_MACHINE, /* word length, byte order or machine are not ours: bits, big_endian, machine are filled */
  ELF_NOT_SHARED,    /* an executable, an object file, a core */
  ELF_DAMAGED        /* an offset points out of the file, or a table that must be there is missing */
} elf_verdict;

#define ELF_NEEDED_MAX 64u

typedef struct elf_info {
  uint32_t bits; /* 32 or 64 */
  bool big_endian;
  uint16_t machine;
  uint32_t needed_count; /* the first ELF_NEEDED_MAX */
  const char *needed[ELF_NEEDED_MAX];
  const char *soname;  /* or NULL */
  bool exports_plugin; /* defines WEIR_PLUGIN_SYMBOL */
  bool exports_other;  /* defines weir_plugin_v<other_major>, another one */
  uint32_t other_major;
} elf_info;

/* Looks at bytes[0, n). Strings of `info` point into the bytes and end inside. */
elf_verdict elf_inspect(const void *bytes, size_t n, elf_info *info);

/* "x86-64" and so on; NULL for a machine without a name here. */
const char *elf_machine_name(uint16_t machine);
/* The machine of this process. */
uint16_t elf_own_machine(void);
#endif
