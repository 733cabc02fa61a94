/* SPDX-License-Identifier: Apache-2.0 */
/* weir graph: streams and outputs of a pipeline, for Graphviz or Mermaid. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"

enum { OPTION_FORMAT = 1 };

typedef struct graph_style {
  const char *name, *head, *tail;
  void (*box)(bool is_output, const char *name); /* up to its label, which put_label ends */
  void (*box_end)(bool is_output);
  void (*edge)(const char *from, bool to_output, const char *to);
} graph_style;

/* ---- two languages; names hold letters, digits, _ and -, so that nothing needs an escape ------------------------- */

static void dot_box(bool is_output, const char *name) {
  (void)printf("  \"%c:%s\" [%slabel=\"%s: ", is_output ? 'o' : 's', name, is_output ? "shape=ellipse, " : "", name);
}
static void dot_box_end(bool is_output) {
  (void)is_output;
  (void)fputs("\"];\n", stdout);
}
static void dot_edge(const char *from, bool to_output, const char *to) {
  (void)printf("  \"s:%s\" -> \"%c:%s\";\n", from, to_output ? 'o' : 's', to);
}

static void mermaid_box(bool is_output, const char *name) {
  (void)printf("  %c_%s%s\"%s: ", is_output ? 'o' : 's', name, is_output ? "([" : "[", name);
}
static void mermaid_box_end(bool is_output) { (void)fputs(is_output ? "\"])\n" : "\"]\n", stdout); }
static void mermaid_edge(const char *from, bool to_output, const char *to) {
  (void)printf("  s_%s --> %c_%s\n", from, to_output ? 'o' : 's', to);
}

static const graph_style styles[] = {
    {.name = "dot",
     .head = "digraph pipeline {\n  rankdir=LR;\n  node [shape=box];\n",
     .tail = "}\n",
     .box = dot_box,
     .box_end = dot_box_end,
     .edge = dot_edge},
    {.name = "mermaid",
     .head = "flowchart LR\n",
     .tail = "",
     .box = mermaid_box,
     .box_end = mermaid_box_end,
     .edge = mermaid_edge},
};

/* ---- a pipeline -------------------------------------------------------------------------------------------------- */

static void put_boxes(const graph_style *g, const spec_pipeline *p) {
  bool has_dead_letters = false;
  for (size_t i = 0; i < p->stream_count; i++) {
    const spec_stream *s = &p->streams[i];
    g->box(false, s->name);
    for (size_t k = 0; k < s->entry_count; k++) (void)printf("%s%s", k ? ", " : "", s->entries[k].key->text);
    g->box_end(false);
    for (size_t k = 0; k < s->from_count; k++) has_dead_letters |= s->from[k].is_dead_letters;
  }
  for (size_t i = 0; i < p->output_count; i++) {
    g->box(true, p->outputs[i].name);
    (void)fputs(p->outputs[i].sink.key->text, stdout);
    g->box_end(true);
    has_dead_letters |= p->outputs[i].from.is_dead_letters;
  }
  if (!has_dead_letters) return;
  g->box(false, SPEC_DEAD_LETTERS);
  (void)fputs("rejected rows", stdout);
  g->box_end(false);
}

static void put_graph(const graph_style *g, const spec_pipeline *p) {
  (void)fputs(g->head, stdout);
  put_boxes(g, p);
  for (size_t i = 0; i < p->stream_count; i++)
    for (size_t k = 0; k < p->streams[i].from_count; k++)
      g->edge(p->streams[i].from[k].name, false, p->streams[i].name);
  for (size_t i = 0; i < p->output_count; i++) g->edge(p->outputs[i].from.name, true, p->outputs[i].name);
  (void)fputs(g->tail, stdout);
}

static cli_exit print_graph(const char *path, plugin_catalog *c, const graph_style *g) {
  loaded_pipeline p;
  cli_exit result = CLI_NO;
  if (pipeline_load(&p, path, c)) {
    pipeline_print_diagnostics(&p);
    if (p.plan) {
      put_graph(g, &p.spec->pipeline);
      result = CLI_DONE;
    }
  }
  pipeline_unload(&p);
  return result;
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  plugin_options plugins = {0};
  const graph_style *g = &styles[0];
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) {
    if (id == OPTION_FORMAT) {
      g = strcmp(a.value, "dot") == 0 ? &styles[0] : strcmp(a.value, "mermaid") == 0 ? &styles[1] : NULL;
      if (!g) return cli_usage_error(command, "--format is dot or mermaid, not \"%s\"", a.value);
    } else if (!plugin_options_take(&plugins, id, a.value)) {
      return cli_usage_error(command, "more than %d directories of plugins", PLUGIN_OPTIONS_DIRS_MAX);
    }
  }
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands != 1) return cli_usage_error(command, "it takes one file");
  plugin_catalog *c = plugin_options_catalog(&plugins);
  const cli_exit result = c ? print_graph(a.operand[0], c, g) : CLI_NO;
  plugin_catalog_destroy(c);
  return result;
}

static const cli_option options[] = {
    {.id = OPTION_FORMAT, .name = "format", .value = "NAME", .help = "dot or mermaid", .fallback = "dot"},
    CLI_PLUGIN_OPTIONS,
    {0},
};

const cli_command cli_graph = {
    .name = "graph",
    .summary = "draw the streams of a pipeline, for Graphviz or Mermaid",
    .usage = "FILE [option]…",
    .examples =
        "weir graph word-count.yaml | dot -Tsvg > word-count.svg\nweir graph word-count.yaml --format mermaid\n",
    .options = options,
    .run = run,
};
