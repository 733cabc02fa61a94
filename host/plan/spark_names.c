/* SPDX-License-Identifier: Apache-2.0 */
/* See spark_names.h. DStreams first, then what DataFrames and Structured Streaming call the same. */
#include "plan/spark_names.h"

#include <stddef.h>
#include <string.h>

#define KAFKA "kafka: {url: \"http://host:8082\", topics: [name]}"
#define OWN_SINK "write an output with a sink such as print, text_files or one of a plugin of your own"

static const spark_name names[] = {
    /* sources */
    {"socketTextStream", "socket", "socket: {connect: \"host:port\"}"},
    {"socketStream", "socket", "socket: {connect: \"host:port\"}"},
    {"rawSocketStream", "raw_socket", "raw_socket: {connect: \"host:port\"}"},
    {"textFileStream", "files", "files: {path: directory}"},
    {"fileStream", "files", "files: {path: directory}"},
    {"binaryRecordsStream", "files", "files: {path: directory}"},
    {"textFile", "lines", "lines: {path: file}"},
    {"queueStream", "batches", "batches: {fields: {n: int64}, rows: [[[1], [2]], [[3]]]}"},
    {"rateStream", "rate", "rate: {rows_per_second: 10}"},
    {"createDirectStream", "kafka", KAFKA},
    {"createStream", "kafka or flume", KAFKA},
    {"createPollingStream", "flume", "flume: {listen: \"host:port\"}"},
    {"receiverStream", "a source of a plugin", "sdk/README.md has a source in one page"},
    /* outputs */
    {"pprint", "print", "print: {}"},
    {"show", "print", "print: {}"},
    {"saveAsTextFiles", "text_files", "text_files: {path: directory, format: csv}"},
    {"saveAsTextFile", "text_files", "text_files: {path: directory, format: csv}"},
    {"saveAsObjectFiles", "text_files", "text_files: {path: directory, format: json}"},
    {"saveAsHadoopFiles", "text_files", "text_files: {path: \"webhdfs://host:9870/directory\", format: json}"},
    {"saveAsNewAPIHadoopFiles", "text_files", "text_files: {path: \"webhdfs://host:9870/directory\", format: json}"},
    {"foreachRDD", "any sink", OWN_SINK},
    {"foreachBatch", "any sink", OWN_SINK},
    {"foreach", "any sink", OWN_SINK},
    {"writeStream", "an output", "outputs: {name: {from: stream, print: {}}}"},
    /* operators */
    {"transform", "no operator", "batch time is current_timestamp() in any expression"},
    {"transformWith", "join or union", "name both streams: from: [left, right]"},
    {"slice", "window", "window: {length: 60s, slide: 10s}"},
    {"persist", "not needed", "a stream runs once a batch however many read it"},
    {"cache", "not needed", "a stream runs once a batch however many read it"},
    {"mapToPair", "map", "map: {key: \"...\", value: \"...\"}, and name the key where it is needed: key: key"},
    {"flatMapToPair", "flatMap", "flatMap: {key: \"explode(...)\", value: \"...\"}"},
    {"keyBy", "an option", "operators by key have the option key: reduceByKey: {key: user, values: {...}}"},
    {"sortByKey", "sort", "sort: {by: column}"},
    {"sortBy", "sort", "sort: {by: column}"},
    {"orderBy", "sort", "sort: {by: column}"},
    {"take", "limit", "limit: 10"},
    {"takeOrdered", "top", "top: {by: column, n: 10}"},
    {"coalesce", "repartition", "repartition: 4"},
    {"select", "map", "map: {a: a, sum: \"a + b\"}"},
    {"selectExpr", "map", "map: {a: a, sum: \"a + b\"}"},
    {"where", "filter", "filter: \"a > 3\""},
    {"withColumn", "withColumns", "withColumns: {sum: \"a + b\"}"},
    {"withColumnRenamed", "rename", "rename: {old: new}"},
    {"groupBy", "reduceByKey", "reduceByKey: {key: user, values: {n: \"count(*)\"}}"},
    {"agg", "reduce", "reduce: {values: {n: \"count(*)\"}}"},
    {"unionAll", "union", "from: [a, b], union: {}"},
    {"dropDuplicates", "distinct", "distinct: [user], or over batches deduplicate: {key: user, keep_for: 10m}"},
    {"leftJoin", "leftOuterJoin", "from: [left, right], leftOuterJoin: {on: user}"},
    {"rightJoin", "rightOuterJoin", "from: [left, right], rightOuterJoin: {on: user}"},
    {"fullJoin", "fullOuterJoin", "from: [left, right], fullOuterJoin: {on: user}"},
    {"innerJoin", "join", "from: [left, right], join: {on: user}"},
    {"groupWith", "cogroup", "from: [left, right], cogroup: {on: user}"},
    {"mapGroupsWithState", "mapWithState", "mapWithState: {key: user, state: {...}, emit: {...}}"},
    {"flatMapGroupsWithState", "mapWithState", "mapWithState: {key: user, state: {...}, emit: {...}}"},
};

const spark_name *spark_name_find(const char *name) {
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i].spark, name) == 0) return &names[i];
  return NULL;
}
