/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that build a plan share. Internal to the layer; one thread.
 *
 *     entry ─resolve─► options ─► bind ─► windows ─► combiner       one node after another, inputs first
 *     nodes ─stages──► edges, exchanges, stages                      once all are there
 */
#ifndef PLAN_BUILDER_H
#define PLAN_BUILDER_H
#include "plan/codes.h"
#include "plan/library.h"
#include "plan/plan.h"

/* Lists of schemas that go with the plan. */
typedef struct kept_schema {
  schema schema;
  struct kept_schema *next;
} kept_schema;

typedef enum stream_visit { STREAM_UNSEEN, STREAM_ON_PATH, STREAM_DONE } stream_visit;

/* A stream of the file while and after it is built. */
typedef struct plan_stream {
  stream_visit visit;
  plan_node *tail; /* its last node; NULL until it is built */
  bool read;
} plan_stream;

/* What stands behind a plan. */
typedef struct plan_owner {
  plan plan; /* first: plan_destroy is given its address */
  spec_arena arena;
  kept_schema *schemas;
  function_library library;
  expr_compiler *compiler;
  plan_stream *stream; /* [spec->stream_count] */
} plan_owner;

typedef struct plan_builder {
  plan_owner *owner;
  const spec_pipeline *spec;
  const plan_settings *settings;
  spec_diagnostics *list;
  spec_document document; /* of the file, for spans within scalars */
  plan_node **node;       /* all that were made, inputs first */
  uint32_t nodes, capacity;
  plan_node *dead_letters; /* NULL until somebody reads them */
  char *directory;         /* absolute; what paths are relative to */
} plan_builder;

/* A source, operator or sink of a plugin, as far as all three are alike. */
typedef struct plan_entry {
  plan_kind kind;
  const plugin *plugin;
  const weir_source *source;
  const weir_operator *op;
  const weir_sink *sink;
  const char *label;
  const weir_option *option;
  uint32_t option_count, option_stride, instance_size;
} plan_entry;

/* What bind asked for one input. */
typedef struct input_need {
  bool declared; /* need_exchange was called */
  uint32_t kind; /* WEIR_NARROW … without ORDERED */
  bool ordered;
  const weir_expressions *key, *rows_key;
  uint32_t window_mode;
  int64_t length_us, slide_us;
} input_need;

/* A node while it is made. */
typedef struct draft {
  plan_node node; /* first */
  plan_entry entry;
  const spec_node *key, *body;
  const spec_node **given; /* [option_count] what fills each option; NULL: nothing does, or its default */
  input_need *need;        /* [inputs] */
  const weir_operator *combiner;
  bool marks; /* mark_window was called */
  int64_t mark_length_us, mark_slide_us;
  bool misread;       /* its body has keys or a shape that it cannot have: what is missing may only be misspelled */
  bool faulty;        /* something in its body is wrong, or follows from what is: bind's own complaints are not told */
  bool hopeless;      /* and nothing can stand in for that: it is not bound at all */
  bool slide_unsure;  /* how often its rows come depends on what is wrong */
  bool took_on_error; /* of its stream */
  bool live;          /* its rows reach an output */
  bool late;          /* it reads the dead letters, directly or not */
  uint32_t reach;     /* of stages: the last stage it was put into, + 1 */
} draft;
static inline draft *draft_of(const plan_node *node) { return (draft *)(uintptr_t)node; }

/* ---- plan.c ---- */

/* Zeroed memory that lives as long as the plan. NULL: reported. */
void *plan_get(plan_builder *b, size_t count, size_t size);
/* Text with WEIR_PAD readable bytes around it and a NUL behind it. NULL: reported. */
char *plan_copy_text(plan_builder *b, const char *text, size_t n);
/* An empty schema that lives as long as the plan. NULL: reported. */
schema *plan_new_schema(plan_builder *b);
/* A node joins the plan: its inputs are there already. False: reported. */
bool plan_add_node(plan_builder *b, plan_node *node);
/* Reports an error of this layer, of plugins or of expressions. */
#define plan_error(b, code, where, ...) spec_error((b)->list, (spec_code)(code), (where), __VA_ARGS__)

/* ---- streams.c ---- */

/* The node whose rows the stream has, built if need be with all it reads; an open one where that is wrong, which is
 * reported. NULL: out of memory. */
plan_node *plan_stream_tail(plan_builder *b, const spec_stream *stream, const spec_node *where);
/* The same for a name, which may be the dead letters'. */
plan_node *plan_named_stream(plan_builder *b, const spec_node *name);
plan_node *plan_dead_letters(plan_builder *b, const spec_node *where);
bool plan_build_streams(plan_builder *b);
bool plan_build_outputs(plan_builder *b);

/* ---- trial.c ---- */

/* Puts the trial's source into a source's node. False: reported. */
bool plan_replace_source(plan_builder *b, plan_node *source);
/* Puts the trial's sinks behind what they are for. False: reported. */
bool plan_build_trial(plan_builder *b);
/* Whether the sink's rows are wanted: in a trial those of others are not. */
bool plan_sink_runs(const plan_builder *b, const plan_node *sink);

/* ---- resolve.c ---- */

/* The plugin's entry for what was written; `want` is PLAN_SOURCE, PLAN_OPERATOR or PLAN_SINK. False: reported. */
bool plan_resolve(plan_builder *b, const spec_entry *written, plan_kind want, const char *stream, bool is_step,
                  plan_entry *entry);

/* ---- node.c ---- */

typedef struct node_place {
  const spec_entry *written;
  plan_kind want;
  const char *name; /* of the stream or output */
  plan_node *const *from;
  uint32_t inputs;
  bool is_step;              /* not the first of its stream */
  const spec_node *on_error; /* of the stream: for the option of that name; or NULL */
  spec_on_error policy;      /* the same, for expressions */
} node_place;
/* The node of an entry, with the nodes it needs before it. Where something is wrong, which is reported, it still tells
 * what can be told of its rows, so that errors further down are found in the same run. NULL: out of memory. */
plan_node *plan_make_node(plan_builder *b, const node_place *place);
/* A node of which nothing can be told: any column may be there (SCHEMA_ANY). NULL: out of memory. */
plan_node *plan_open_node(plan_builder *b, const char *stream);

/* ---- windows.c ---- */

/* Decides how often the node runs, which window each input has, and what its output is marked with; puts nodes that
 * hold windows before inputs whose mark it does not take. False: reported. */
bool plan_settle_windows(plan_builder *b, draft *d);

/* ---- needs.c ---- */

/* Whether what bind asked for holds together. False: reported. */
bool plan_check_needs(plan_builder *b, draft *d);
/* The same of a combiner and what it gives to `main`. */
bool plan_check_combiner(plan_builder *b, const draft *combiner, const draft *main);

/* ---- stages.c ---- */

/* From nodes to edges, exchanges and stages; what reaches no output is left out. False: reported. */
bool plan_make_stages(plan_builder *b);

/* ---- limits.c ---- */

/* Lanes, partitions, memory, seed. False: reported. */
bool plan_set_limits(plan_builder *b);
#endif
