#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rows from a seed, and what real Spark makes of them: aggregates/AREA.rows and AREA.expected beside AREA.cases.
Run it as generate.py is run."""
import json
import os
import random
import sys

from pyspark.errors import AnalysisException, ParseException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from aggregate_cases import FOLDER, areas, read_area
from generate import PLAIN, from_spark, spark_text, to_spark

WORDS = ["", "a", "A", "b", "zürich", "Ölfass", "日本語", "🐟", "a longer text, thirty-two bytes", "a longer text, thirty-two bytez"]
REALS = [0.0, -0.0, "NaN", "Infinity", "-Infinity", 1e300, -1e-300]


def number(random_, kind):
    if kind == "int64":
        edge = [2**63 - 1, -2**63, 0, 1, -1]
        return random_.choice(edge) if random_.random() < 0.05 else random_.randint(-50, 50)
    return random_.choice(REALS) if random_.random() < 0.05 else random_.randint(-400, 400) / 8


def value(random_, kind, spread):
    if random_.random() < spread["null"]:
        return None
    if kind == "string":
        return random_.choice(WORDS)
    if kind == "bool":
        return random_.random() < 0.6
    if kind == "timestamp":
        return random_.randint(-10**15, 10**15)
    if spread["tame"]:
        return random_.randint(-50, 50) if kind == "int64" else random_.randint(-400, 400) / 8
    return number(random_, kind)


def make_rows(area):
    """Keys: some with many rows, one with one, one whose values are all null, one null, one empty text."""
    random_ = random.Random(area.seed)
    rows = []
    for key, count in [("many", 90), ("", 30), ("zürich", 12), (None, 9), ("two", 2), ("one", 1), ("nulls", 3)]:
        spread = {"null": 1.0 if key == "nulls" else 0.15 if count > 2 else 0.0, "tame": area.tame}
        rows += [[key] + [value(random_, kind, spread) for _, kind in area.fields[1:]] for _ in range(count)]
    random_.shuffle(rows)
    return rows


def real_of(value, kind):
    return float(value) if kind == "float64" and isinstance(value, str) else value


def frame_of(spark, area, rows):
    schema = T.StructType([T.StructField(name, PLAIN[kind]) for name, kind in area.fields])
    typed = [tuple(to_spark(real_of(value, kind), PLAIN[kind]) for value, (_, kind) in zip(row, area.fields))
             for row in rows]
    return spark.createDataFrame(typed, schema).coalesce(1)


def ask(frame, expression):
    try:
        column = F.expr(spark_text(expression)).alias("value")
        grouped = frame.groupBy("k").agg(column)
        if isinstance(grouped.schema[1].dataType, T.TimestampType):
            grouped = grouped.select("k", F.unix_micros("value").alias("value"))
        return {"type": grouped.schema[1].dataType.simpleString(),
                "values": [[row[0], from_spark(row[1])] for row in grouped.collect()]}
    except (AnalysisException, ParseException) as refusal:
        return {"error": "refused", "why": str(refusal).splitlines()[0][:160]}


def main():
    os.environ["TZ"] = "UTC"
    spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
             .config("spark.sql.ansi.enabled", "false").config("spark.sql.session.timeZone", "UTC")
             .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
             .config("spark.sql.shuffle.partitions", "2")
             .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    for name in sys.argv[1:] or areas():
        area = read_area(name)
        rows = make_rows(area)
        with open(os.path.join(FOLDER, name + ".rows"), "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        frame = frame_of(spark, area, rows).cache()
        with open(os.path.join(FOLDER, name + ".expected"), "w", encoding="utf-8") as out:
            for case in area.cases:
                answer = {"expression": case.expression} | ask(frame, case.expression)
                out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        print(name)


if __name__ == "__main__":
    main()
