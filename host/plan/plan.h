/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: a pipeline, typed and immutable. Nodes are entries with their options filled and bound; edges are streams; stages
 * are what runs without an exchange in between. Nothing in it changes while it runs: the engine mirrors it into running state
 * as PostgreSQL's executor does its Plan.
 *
 *     source ─► map ─► (combiner) ─╫─► reduceByKey ─► filter ─► sink
 *     └──────── stage 0 ──────────┘║└────────── stage 1 ──────────┘
 *                               exchange
 *
 * Built by plan_create on one thread; read by all. */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H
#include "data/schema.h"
#include "expr/expression.h"
#include "plugin/catalog.h"
#include "spec/diagnostic.h"
#include "spec/pipeline.h"
#include "state/hash.h"

typedef enum plan_kind { PLAN_SOURCE, PLAN_OPERATOR, PLAN_COMBINER, PLAN_SINK, PLAN_HOLD } plan_kind;
/* PLAN_HOLD: made by the planner where a marked stream meets an operator or sink that does not take the mark: keeps the window's raw rows
 * (UNION, behind a SINGLE, ordered exchange) and hands them all on, on every slide. It has no entry. */

typedef struct plan_node plan_node;
typedef struct plan_exchange plan_exchange;

typedef struct plan_state {
  uint32_t scope;                /* WEIR_SCOPE_… */
  const weir_expressions *key;   /* NULL: one value */
  const weir_schema *key_schema; /* count 0 without a key */
  const weir_schema *value;
  uint32_t value_size;
  int64_t ttl_us;
} plan_state;

typedef struct plan_window {
  uint32_t mode; /* WEIR_WINDOW_…; 0: none */
  int64_t length_us, slide_us;
  int64_t interval_us; /* slide of the input stream: how often its rows come */
} plan_window;

typedef struct plan_input {
  plan_node *from;
  plan_exchange *exchange;          /* NULL: narrow, called depth first */
  const weir_schema *schema;        /* of the rows that process gets: from's, or the combiner's */
  const weir_expressions *rows_key; /* need_rows: keys the rows kept; NULL: process is called */
  plan_window window;
  bool ordered;
} plan_input;

/* What is to be tried for each row of an input before the operator sees it: on_error takes out the rows that fail. */
typedef struct plan_check {
  uint32_t input;
  const struct expr_program *program;
} plan_check;

/* An edge: rows of `from` go to input `input` of `to`. */
typedef struct plan_edge {
  plan_node *to;
  uint32_t input;
  plan_exchange *exchange; /* NULL: narrow */
} plan_edge;

struct plan_node {
  uint32_t id; /* index in plan->node; topological: inputs have smaller ids */
  plan_kind kind;
  const char *stream; /* the stream's or output's name */
  const char *label;  /* what was written: "reduceByKey", "geo.near" */
  const plugin *plugin;
  const weir_operator *op; /* by kind; others NULL. A combiner's is the operator it was declared with */
  const weir_source *source;
  const weir_sink *sink;
  void *image; /* instance after options and bind; copied into every lane's instance */
  uint32_t image_size;
  plan_input *input;
  uint32_t inputs;
  const weir_schema *schema; /* of the output; NULL for sinks */
  plan_state *state;
  uint32_t states;
  plan_edge *edge; /* consumers, in order of declaration; a combiner's only edge is its main operator's exchange */
  uint32_t edges;
  plan_node *combiner; /* runs before the exchange of input 0; is itself in plan->node */
  bool row_wise, dead_letters_read;
  bool is_dead_letters; /* the source node of the built-in stream: fed by the engine after all other stages */
  int64_t slide_us;     /* how often this node's output comes: the interval or a multiple */
  uint64_t want_rows;   /* sinks: UINT64_MAX: all */
  int64_t mark_length_us, mark_slide_us; /* window mark of the output; 0: none */
  const plan_check *check;
  uint32_t checks;
  spec_on_error on_error; /* what becomes of the rows that fail them */
  uint32_t line, column;  /* in the file */
};

struct plan_exchange {
  uint32_t id;
  plan_node *from, *to; /* from: the combiner where there is one */
  uint32_t input;
  uint32_t partitions;         /* 1: single */
  const weir_expressions *key; /* BY_KEY: evaluated on from's output; NULL when single, or when keys_first */
  uint32_t keys_first;         /* > 0: the key is the first so many columns (behind a combiner) */
  bool ordered;
};

/* Nodes that run together. Entered by sources (stage 0), by the exchanges of one node (all its inputs then are exchanges), or by
 * the dead letters (when they are read, after all stages that may fill them). */
typedef struct plan_stage {
  uint32_t id;
  plan_node **node; /* topological; a row-wise node reachable from several stages is in each */
  uint32_t nodes;
  plan_node
      *entry; /* stage > 0: the node whose inputs are exchanges; NULL for stage 0; the dead letters' source node */
  uint32_t partitions; /* tasks of the stage; 0 for stage 0: its blocks */
} plan_stage;

typedef struct plan {
  const spec_pipeline *spec; /* borrowed: must outlive the plan */
  const char *name;
  int64_t interval_us;
  uint32_t lanes, partitions;
  uint64_t memory_limit, max_row;
  bool align_clock, skip_failed;
  hash_seed seed;
  plan_node **node;
  uint32_t nodes;
  plan_exchange **exchange;
  uint32_t exchanges;
  plan_stage **stage; /* in order of execution */
  uint32_t stages;
  uint32_t dead_stage; /* of the dead letters: from here on rejected rows are dropped; `stages`: they are not read */
  bool replayable;     /* all sources are */
} plan;

/* A pipeline that is tried out: given rows in place of its sources, what comes out looked at, nothing else touched. */
typedef struct plan_trial {
  const weir_source *source; /* stands in for every source, whose options are still checked; its instances begin as
                              * zeroes, or as what is put into the node's image before the engine is made */
  const weir_sink *sink;     /* likewise, one behind each of `name`; no other sink runs */
  const char *const *name;   /* of streams, or of outputs for what they read; a name that is neither is passed over */
  uint32_t names;
} plan_trial;

typedef struct plan_settings {
  plugin_catalog *catalog;
  uint32_t lanes, partitions; /* 0: as the file says; else they override it (tests) */
  const hash_seed *seed;      /* NULL: random */
  const plan_trial *trial;    /* NULL: the pipeline as it is */
  const char *directory;      /* of the pipeline file: paths are relative to it; NULL: the working directory */
} plan_settings;

/* NULL: see diagnostics (or out of memory: one of them says so). Warnings may be there on success. */
plan *plan_create(const spec_pipeline *spec, const plan_settings *settings, spec_diagnostics *diagnostics);
void plan_destroy(plan *p);
/* One batch of rows, as the option type `rows` has them, of this schema; lives as long as the plan. `what`: whose they
 * are, for errors. NULL: reported to `list`, whose source is the file that `batch` is of. */
const weir_chunk *plan_read_batch(plan *p, spec_diagnostics *list, const spec_node *batch, const weir_schema *s,
                                  const char *what);
/* `weir plan`: stages, nodes, schemas, exchanges, windows; `weir check`: every stream with its schema. malloc'd text. */
char *plan_print(const plan *p);
char *plan_print_streams(const plan *p);
/* The streams as a JSON array: [{"name", "columns": [{"name", "type", "nullable"}], "every", "window": {"length", "slide"}}],
 * durations in seconds. */
void plan_print_streams_json(const plan *p, FILE *out);
#endif
