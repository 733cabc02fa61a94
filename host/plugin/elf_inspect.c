/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/elf_inspect: program headers → dynamic section → strings, symbols. Section headers are not looked at, since
 * `strip` may have taken them. Structures are copied out before they are read: nothing in the file needs to be aligned. */
#include "plugin/elf_inspect.h"

#include <assert.h>
#include <elf.h>
#include <string.h>

#include <weir/plugin.h>

#define PROGRAM_HEADERS_MAX 512u

static_assert(sizeof(void *) == 8, "the host is a 64-bit program");

typedef struct image {
  const uint8_t *bytes;
  size_t n;
  uint64_t headers; /* offset of the program headers */
  uint32_t header_count;
} image;

/* What the dynamic section says, as addresses and as indices of strings. */
typedef struct dynamic {
  uint64_t strings, strings_size, symbols, hash, gnu_hash, soname;
  bool has_soname;
  uint64_t needed[ELF_NEEDED_MAX];
  uint32_t needed_count;
} dynamic;

uint16_t elf_own_machine(void) {
#if defined(__x86_64__)
  return EM_X86_64;
#elif defined(__aarch64__)
  return EM_AARCH64;
#elif defined(__riscv)
  return EM_RISCV;
#else
  return EM_NONE;
#endif
}

const char *elf_machine_name(uint16_t machine) {
  switch (machine) {
  case EM_X86_64:
    return "x86-64";
  case EM_AARCH64:
    return "AArch64";
  case EM_RISCV:
    return "RISC-V";
  case EM_386:
    return "32-bit x86";
  case EM_ARM:
    return "32-bit ARM";
  case EM_PPC64:
    return "PowerPC 64";
  case EM_S390:
    return "S/390";
  default:
    return NULL;
  }
}

static bool is_little_endian(void) { return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__; }

static Elf64_Phdr header_at(const image *m, uint32_t i) {
  Elf64_Phdr header;
  memcpy(&header, m->bytes + m->headers + (uint64_t)i * sizeof header, sizeof header);
  return header;
}

/* The bytes at an address, as far as the segment and the file reach: *left of them; NULL when there are none. */
static const uint8_t *at(const image *m, uint64_t address, uint64_t *left) {
  for (uint32_t i = 0; i < m->header_count; i++) {
    Elf64_Phdr h = header_at(m, i);
    if (h.p_type != PT_LOAD || address < h.p_vaddr || address - h.p_vaddr >= h.p_filesz) continue;
    uint64_t inside = address - h.p_vaddr;
    if (h.p_offset >= m->n || inside >= m->n - h.p_offset) return NULL;
    uint64_t in_file = m->n - h.p_offset - inside, in_segment = h.p_filesz - inside;
    *left = in_file < in_segment ? in_file : in_segment;
    return m->bytes + h.p_offset + inside;
  }
  return NULL;
}

static uint32_t word_at(const uint8_t *p, uint64_t i) {
  uint32_t word;
  memcpy(&word, p + i * sizeof word, sizeof word);
  return word;
}

static bool read_dynamic(const image *m, dynamic *d) {
  Elf64_Phdr h = {0};
  for (uint32_t i = 0; i < m->header_count && h.p_type != PT_DYNAMIC; i++) h = header_at(m, i);
  if (h.p_type != PT_DYNAMIC || h.p_offset > m->n || h.p_filesz > m->n - h.p_offset) return false;
  for (uint64_t i = 0; i < h.p_filesz / sizeof(Elf64_Dyn); i++) {
    Elf64_Dyn entry;
    memcpy(&entry, m->bytes + h.p_offset + i * sizeof entry, sizeof entry);
    switch (entry.d_tag) {
    case DT_NULL:
      return true;
    case DT_STRTAB:
      d->strings = entry.d_un.d_ptr;
      break;
    case DT_STRSZ:
      d->strings_size = entry.d_un.d_val;
      break;
    case DT_SYMTAB:
      d->symbols = entry.d_un.d_ptr;
      break;
    case DT_HASH:
      d->hash = entry.d_un.d_ptr;
      break;
    case DT_GNU_HASH:
      d->gnu_hash = entry.d_un.d_ptr;
      break;
    case DT_SONAME:
      d->soname = entry.d_un.d_val;
      d->has_soname = true;
      break;
    case DT_NEEDED:
      if (d->needed_count < ELF_NEEDED_MAX) d->needed[d->needed_count++] = entry.d_un.d_val;
      break;
    default:
      break;
    }
  }
  return true;
}

/* The GNU hash table has no count: symbols end with the chain of the highest bucket. */
static bool count_gnu_symbols(const image *m, uint64_t address, uint64_t *count) {
  uint64_t left = 0;
  const uint8_t *table = at(m, address, &left);
  if (!table || left < 16) return false;
  uint32_t buckets = word_at(table, 0), first = word_at(table, 1), bloom = word_at(table, 2);
  uint64_t begin = 16 + (uint64_t)bloom * 8, chains = begin + (uint64_t)buckets * 4;
  if (chains > left) return false;
  uint32_t highest = 0;
  for (uint32_t i = 0; i < buckets; i++) {
    uint32_t bucket = word_at(table + begin, i);
    if (bucket > highest) highest = bucket;
  }
  if (highest < first) {
    *count = first;
    return true;
  }
  uint64_t words = (left - chains) / 4;
  for (uint64_t i = highest - first; i < words; i++) {
    if (word_at(table + chains, i) & 1) {
      *count = first + i + 1;
      return true;
    }
  }
  return false;
}

static bool count_symbols(const image *m, const dynamic *d, uint64_t *count) {
  if (d->gnu_hash) return count_gnu_symbols(m, d->gnu_hash, count);
  uint64_t left = 0;
  const uint8_t *table = d->hash ? at(m, d->hash, &left) : NULL;
  if (!table || left < 8) return false;
  *count = word_at(table, 1);
  return true;
}

/* N of weir_plugin_vN; false for any other name. */
static bool parse_entry_symbol(const char *name, uint32_t *major) {
  static const char prefix[] = "weir_plugin_v";
  if (strncmp(name, prefix, sizeof prefix - 1) != 0) return false;
  const char *digit = name + sizeof prefix - 1;
  uint32_t number = 0;
  size_t digits = 0;
  for (; digit[digits] >= '0' && digit[digits] <= '9' && digits < 7; digits++)
    number = number * 10 + (uint32_t)(digit[digits] - '0');
  if (digits == 0 || digit[digits]) return false;
  *major = number;
  return true;
}

static bool read_symbols(const image *m, const dynamic *d, const char *strings, elf_info *info) {
  uint64_t count = 0, left = 0;
  const uint8_t *table = at(m, d->symbols, &left);
  if (!table || !count_symbols(m, d, &count) || count > left / sizeof(Elf64_Sym)) return false;
  for (uint64_t i = 0; i < count; i++) {
    Elf64_Sym symbol;
    memcpy(&symbol, table + i * sizeof symbol, sizeof symbol);
    uint32_t major = 0;
    if (symbol.st_shndx == SHN_UNDEF || symbol.st_name >= d->strings_size) continue;
    if (!parse_entry_symbol(strings + symbol.st_name, &major)) continue;
    if (major == WEIR_ABI_MAJOR) {
      info->exports_plugin = true;
    } else {
      info->exports_other = true;
      info->other_major = major;
    }
  }
  return true;
}

static elf_verdict read_tables(const image *m, elf_info *info) {
  dynamic d = {0};
  uint64_t left = 0;
  if (!read_dynamic(m, &d)) return ELF_DAMAGED;
  const uint8_t *strings = at(m, d.strings, &left);
  /* A zero behind the last string ends them all. */
  if (!strings || d.strings_size == 0 || d.strings_size > left || strings[d.strings_size - 1]) return ELF_DAMAGED;
  const char *text = (const char *)strings;
  for (uint32_t i = 0; i < d.needed_count; i++) {
    if (d.needed[i] >= d.strings_size) return ELF_DAMAGED;
    info->needed[info->needed_count++] = text + d.needed[i];
  }
  if (d.has_soname) {
    if (d.soname >= d.strings_size) return ELF_DAMAGED;
    info->soname = text + d.soname;
  }
  return read_symbols(m, &d, text, info) ? ELF_LOADABLE : ELF_DAMAGED;
}

elf_verdict elf_inspect(const void *bytes, size_t n, elf_info *info) {
  const uint8_t *p = bytes;
  memset(info, 0, sizeof *info);
  if (n < SELFMAG || memcmp(p, ELFMAG, SELFMAG) != 0) return ELF_FOREIGN;
  if (n < EI_NIDENT + 4) return ELF_DAMAGED;
  info->bits = p[EI_CLASS] == ELFCLASS64 ? 64 : 32;
  info->big_endian = p[EI_DATA] == ELFDATA2MSB;
  info->machine = (uint16_t)(info->big_endian ? p[18] << 8 | p[19] : p[19] << 8 | p[18]);
  uint16_t own = elf_own_machine();
  if (info->bits != 64 || info->big_endian == is_little_endian() || (own != EM_NONE && info->machine != own))
    return ELF_OTHER_MACHINE;

  Elf64_Ehdr header;
  if (n < sizeof header) return ELF_DAMAGED;
  memcpy(&header, p, sizeof header);
  if (header.e_type != ET_DYN) return ELF_NOT_SHARED;
  image m = {.bytes = p, .n = n, .headers = header.e_phoff, .header_count = header.e_phnum};
  if (header.e_phentsize != sizeof(Elf64_Phdr) || m.header_count > PROGRAM_HEADERS_MAX || m.headers > n ||
      m.header_count > (n - m.headers) / sizeof(Elf64_Phdr))
    return ELF_DAMAGED;
  return read_tables(&m, info);
}
