/* SPDX-License-Identifier: Apache-2.0 */
/* weir schema: JSON Schema of the pipeline file, draft-07, for editors: the frame is here, what stands behind the name of
 * a source, operator or sink comes from its plugin. One property an entry rather than oneOf, so that editors complete
 * and their messages stay readable. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/described.h"
#include "cli/plugin_options.h"

/* Values that several options have. A text may hold ${}, whatever it stands for. */
static const char definitions[] =
    "\"scalar\":{\"type\":[\"string\",\"number\",\"boolean\",\"null\"]},\n"
    "\"substituted\":{\"type\":\"string\",\"pattern\":\"\\\\$\\\\{\"},\n"
    "\"name\":{\"type\":[\"string\",\"integer\"],\"pattern\":\"^([A-Za-z0-9_-]{1,128}|.*\\\\$\\\\{.*)$\"},\n"
    "\"stream_name\":{\"allOf\":[{\"$ref\":\"#/definitions/name\"}]},\n"
    "\"bool\":{\"anyOf\":[{\"type\":\"boolean\"},{\"enum\":[\"true\",\"false\"]},{\"$ref\":\"#/definitions/"
    "substituted\"}]},\n"
    "\"duration\":{\"type\":\"string\",\"pattern\":\"^([0-9]+(ms|s|m|h|d)|.*\\\\$\\\\{.*)$\"},\n"
    "\"size\":{\"type\":\"string\",\"pattern\":\"^([0-9]+(B|KB|MB|GB|KiB|MiB|GiB)|.*\\\\$\\\\{.*)$\"},\n"
    "\"path\":{\"type\":\"string\"},\n"
    "\"secret\":{\"description\":\"only ${NAME} or ${file:path}\",\"type\":\"string\",\"pattern\":\"\\\\$\\\\{\"},\n"
    "\"type\":{\"type\":\"string\",\"examples\":[\"bool\",\"int64\",\"float64\",\"timestamp\",\"string\",\"binary\","
    "\"list<string>\",\"map<string,string>\"]},\n"
    "\"expression\":{\"type\":[\"string\",\"number\",\"boolean\",\"null\"]},\n"
    "\"key\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"string\"}},"
    "{\"type\":\"object\",\"minProperties\":1,\"additionalProperties\":{\"$ref\":\"#/definitions/expression\"}}]},\n"
    "\"state_field\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"type\"],\"properties\":{"
    "\"type\":"
    "{\"$ref\":\"#/definitions/type\"},\"initial\":{\"description\":\"of a new key; null without it\",\"$ref\":"
    "\"#/definitions/expression\"},\"update\":{\"description\":\"what becomes of it with a row: over the row's columns "
    "and "
    "state.name\",\"$ref\":\"#/definitions/expression\"}}},\n"
    "\"aggregate\":{\"anyOf\":[{\"$ref\":\"#/definitions/expression\"},{\"type\":\"object\",\"additionalProperties\":"
    "false,\"required\":[\"of\",\"merge\"],\"properties\":{\"of\":{\"description\":\"what a row contributes\",\"$ref\":"
    "\"#/definitions/expression\"},\"merge\":{\"description\":\"joins two contributions, a and b\",\"$ref\":"
    "\"#/definitions/expression\"},\"inverse\":{\"description\":\"takes b out of a\",\"$ref\":"
    "\"#/definitions/expression\"}}}]},\n"
    "\"rows\":{\"description\":\"batches, each a list of rows, each a list of values\",\"type\":\"array\",\"items\":"
    "{\"type\":\"array\"}},\n"
    "\"from\":{\"description\":\"the stream that is read, or several in order\",\"anyOf\":[{\"$ref\":"
    "\"#/definitions/name\"},{\"type\":\"array\",\"minItems\":1,\"items\":{\"$ref\":\"#/definitions/name\"}}]}";

static const char file_keys[] =
    "\"pipeline\":{\"description\":\"the pipeline's name in logs and metrics\",\"allOf\":[{\"$ref\":"
    "\"#/definitions/name\"}]},\n"
    "\"batch_interval\":{\"description\":\"how long a batch collects, 1ms to 1d\",\"allOf\":[{\"$ref\":"
    "\"#/definitions/duration\"}]},\n"
    "\"lanes\":{\"description\":\"worker threads; default: cores\",\"type\":[\"integer\",\"string\"],\"pattern\":"
    "\"^([0-9]+|.*\\\\$\\\\{.*)$\",\"minimum\":1,\"maximum\":256},\n"
    "\"partitions\":{\"description\":\"shares of the keys; default: as many as "
    "lanes\",\"type\":[\"integer\",\"string\"],"
    "\"pattern\":\"^([0-9]+|.*\\\\$\\\\{.*)$\",\"minimum\":1,\"maximum\":1024},\n"
    "\"memory\":{\"description\":\"bound on what waits and what is kept; default: half of the machine\",\"allOf\":"
    "[{\"$ref\":\"#/definitions/size\"}]},\n"
    "\"max_row\":{\"description\":\"longest row a source may build, up to 64MB\",\"allOf\":[{\"$ref\":"
    "\"#/definitions/size\"}],\"default\":\"1MB\"},\n"
    "\"align\":{\"description\":\"slides count from the first batch, or from the epoch\",\"anyOf\":[{\"enum\":"
    "[\"start\",\"clock\"]},{\"$ref\":\"#/definitions/substituted\"}],\"default\":\"start\"},\n"
    "\"on_batch_failure\":{\"description\":\"what follows when a batch is "
    "lost\",\"anyOf\":[{\"enum\":[\"stop\",\"skip\"]}"
    ",{\"$ref\":\"#/definitions/substituted\"}],\"default\":\"stop\"},\n"
    "\"streams\":{\"description\":\"streams by name, each a source, or an operator and what it "
    "reads\",\"type\":\"object\""
    ",\"minProperties\":1,\"propertyNames\":{\"pattern\":\"^[A-Za-z0-9_-]{1,128}$\",\"not\":{\"const\":\"dead_"
    "letters\"}},"
    "\"additionalProperties\":{\"$ref\":\"#/definitions/stream\"}},\n"
    "\"outputs\":{\"description\":\"outputs by name, each a stream and a "
    "sink\",\"type\":\"object\",\"minProperties\":1,"
    "\"propertyNames\":{\"pattern\":\"^[A-Za-z0-9_-]{1,128}$\"},\"additionalProperties\":{\"$ref\":"
    "\"#/definitions/output\"}}";

static bool is_kind(const described *e, const char *kind) { return strcmp(e->kind, kind) == 0; }

/* Length of the name with its quotation marks, which e->text begins with. */
static int quoted(const described *e) { return (int)strcspn(e->text + 1, "\"") + 2; }

/* ,"name":{"$ref":…} */
static void put_references(const described_list *list, const char *kind) {
  for (size_t i = 0; i < list->count; i++) {
    const described *e = &list->entry[i];
    if (!is_kind(e, kind)) continue;
    (void)printf(",\n%.*s:{\"$ref\":\"#/definitions/%s.%.*s\"}", quoted(e), e->text, e->kind, quoted(e) - 2,
                 e->text + 1);
  }
}

static void put_entries(const described_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    const described *e = &list->entry[i];
    (void)printf(",\n\"%s.%.*s%s", e->kind, quoted(e) - 1, e->text + 1, e->text + quoted(e));
  }
}

/* An operator reads something. */
static void put_dependencies(const described_list *list) {
  const char *before = "";
  (void)fputs(",\"dependencies\":{", stdout);
  for (size_t i = 0; i < list->count; i++) {
    const described *e = &list->entry[i];
    if (!is_kind(e, "operator")) continue;
    (void)printf("%s%.*s:[\"from\"]", before, quoted(e), e->text);
    before = ",";
  }
  (void)fputs("}", stdout);
}

static void put_stream(const described_list *list) {
  (void)fputs(",\n\"step\":{\"type\":\"object\",\"additionalProperties\":false,\"minProperties\":1,\"maxProperties\":1,"
              "\"properties\":{\"from\":false",
              stdout);
  put_references(list, "source");
  put_references(list, "operator");
  (void)fputs(
      "}},\n\"stream\":{\"type\":\"object\",\"additionalProperties\":false,\"minProperties\":1,\"properties\":{"
      "\"from\":{\"$ref\":\"#/definitions/from\"},\n\"steps\":{\"description\":\"several operators in a row; a "
      "source may be the first\",\"type\":\"array\",\"minItems\":1,\"items\":{\"$ref\":\"#/definitions/step\"}},\n"
      "\"on_error\":{\"description\":\"what becomes of rows that cannot be processed\",\"enum\":[\"dead_letter\","
      "\"drop\",\"fail\"]},\n\"help\":{\"description\":\"a sentence about the stream\",\"$ref\":"
      "\"#/definitions/scalar\"}",
      stdout);
  put_references(list, "source");
  put_references(list, "operator");
  (void)fputs("}", stdout);
  put_dependencies(list);
}

static void put_schema(const described_list *list) {
  (void)printf("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\n\"title\":\"weir pipeline\",\n\"type\":"
               "\"object\",\"additionalProperties\":false,\n\"required\":[\"pipeline\",\"batch_interval\",\"streams\","
               "\"outputs\"],\n\"properties\":{\n%s},\n\"definitions\":{\n%s",
               file_keys, definitions);
  put_entries(list);
  put_stream(list);
  (void)fputs("},\n\"output\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"from\"],"
              "\"minProperties\":2,\"maxProperties\":2,\"properties\":{\"from\":{\"description\":\"the stream that is "
              "put out\",\"$ref\":\"#/definitions/name\"}",
              stdout);
  put_references(list, "sink");
  (void)fputs("}}}}\n", stdout);
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  plugin_options plugins = {0};
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0)
    if (!plugin_options_take(&plugins, id, a.value))
      return cli_usage_error(command, "more than %d directories of plugins", PLUGIN_OPTIONS_DIRS_MAX);
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands) return cli_usage_error(command, "it takes no argument; \"%s\" is too much", a.operand[0]);
  plugin_catalog *c = plugin_options_catalog(&plugins);
  described_list list = {0};
  const cli_exit result = c ? described_read(&list, c, plugin_schema_in_child) : CLI_NO;
  if (c) put_schema(&list);
  described_finish(&list);
  plugin_catalog_destroy(c);
  return result;
}

static const cli_option options[] = {CLI_PLUGIN_OPTIONS, {0}};

const cli_command cli_schema = {
    .name = "schema",
    .summary = "print the JSON Schema of pipeline files, for editors",
    .usage = "[option]…",
    .examples = "weir schema > weir.schema.json\nweir schema --plugin-dir mine > weir.schema.json\n",
    .options = options,
    .run = run,
};
