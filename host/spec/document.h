/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/document: a YAML file as a tree of nodes that know where they stand. Every scalar is text: no tags, no
 * anchors, no YAML 1.1 booleans. The tree is built once, ${} is put in once (spec/substitute.h), from then on it
 * never changes and may be read from any thread.
 */
#ifndef WEIR_SPEC_DOCUMENT_H
#define WEIR_SPEC_DOCUMENT_H

#include "spec/arena.h"
#include "spec/diagnostic.h"
#include "spec/source.h"

/* Mappings and lists within each other; the outermost counts 1. */
#define SPEC_DEPTH_LIMIT 32

typedef enum spec_kind { SPEC_SCALAR, SPEC_SEQUENCE, SPEC_MAPPING } spec_kind;

typedef enum spec_style {
  SPEC_PLAIN,
  SPEC_SINGLE_QUOTED,
  SPEC_DOUBLE_QUOTED,
  SPEC_LITERAL,
  SPEC_FOLDED,
  SPEC_BLOCK, /* mapping or sequence by indentation */
  SPEC_FLOW,  /* mapping in { }, sequence in [ ] */
} spec_style;

/* A part of a scalar that held a ${}: text as it stands in the file, or what was put in. */
typedef struct spec_segment {
  const char *text; /* NUL-terminated, may hold no NUL within */
  size_t length;
  size_t at;             /* offset in the node's text */
  size_t written_at;     /* offset in the node's written text */
  size_t written_length; /* there */
  bool substituted;      /* a value that was put in: secret, and in an expression a string constant */
} spec_segment;

typedef struct spec_node spec_node;

typedef struct spec_pair {
  spec_node *key; /* a scalar */
  spec_node *value;
} spec_pair;

struct spec_node {
  spec_kind kind;
  spec_style style;
  bool broken;    /* an error about it is reported already: whoever reads it stays silent */
  spec_span span; /* with quotation marks and brackets; a block scalar begins at its | or > */
  union {
    struct {
      const char *text; /* NUL-terminated, with ${} put in */
      size_t length;
      const char *written; /* as YAML gave it, before that */
      size_t written_length;
      const spec_segment *segments; /* in order, covering text; none when it held no ${} */
      size_t segment_count;
    };
    struct {
      spec_node **items;
      size_t item_count;
    };
    struct {
      spec_pair *pairs; /* in the order of the file, no key twice */
      size_t pair_count;
    };
  };
};

typedef struct spec_document {
  spec_source source; /* borrowed: valid as long as the arena */
  spec_node *root;
} spec_document;

/* Reads a file's text. Reports what is wrong in `list`: size, UTF-8, control characters, directives, depth, anchors,
 * aliases, tags, keys twice, a second document, values that YAML cuts short, and YAML's own errors. Returns false when
 * there is no tree worth reading (SPEC_FILE_LIMIT, encoding, syntax, depth, memory); true leaves *ret_document
 * set, though errors may have been reported. Time is linear in the size but for sorting keys. The tree lives in `arena`
 * and refers to `text` and `label`, which must live as long. */
bool spec_document_parse(spec_arena *arena, const char *label, const char *text, size_t size, spec_diagnostics *list,
                         spec_document *ret_document);

/* The pair with that key, or NULL. Linear. */
const spec_pair *spec_mapping_find(const spec_node *mapping, const char *key);

/* Where byte `offset` of a scalar's text stands in the file, as a byte offset: through quotes, escapes, folded lines
 * and the indentation of block scalars. Inside a value put in by ${} it is the `$`. An offset behind the end gives
 * the place behind the last character. */
uint32_t spec_position_in(const spec_document *document, const spec_node *scalar, size_t offset);

/* The span of the bytes [start, end) of a scalar's text, for carets inside an expression. */
spec_span spec_span_in(const spec_document *document, const spec_node *scalar, size_t start, size_t end);

/* Writes a scalar's text as it may be shown: what ${} put in appears as it was written. Cut with "..." at `size` - 1
 * bytes. A mapping shows as "{...}", a list as "[...]". Returns `buffer`. */
const char *spec_node_shown(const spec_node *node, char *buffer, size_t size);

/* What an author is told whose expression YAML did not leave whole. */
#define SPEC_QUOTING_HELP                                                                                              \
  "in { } an expression with a comma, and everywhere one that holds \": \" or \" #\" or begins with a quotation "      \
  "mark, "                                                                                                             \
  "a backtick or one of ! & * % @ [ { | >, must be quoted: word: \"split(line, ' ')\""

/* What an author is told whose backslashes YAML has read. */
#define SPEC_ESCAPE_HELP                                                                                               \
  "in double quotes YAML reads backslashes first: double them (\"r'\\\\d+'\"), or write the expression in a block "    \
  "(|-)"

#endif
