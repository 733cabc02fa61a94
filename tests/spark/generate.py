#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks real Spark for the results of expression cases and writes them beside the cases. README.md says how to run it."""
import datetime
import decimal
import glob
import json
import math
import os
import re
import sys

from pyspark.errors import AnalysisException, ParseException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from cases import expected_path, read_cases

QUOTED_OR_POINT = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|(?<![\w.])(\d+\.\d*|\.\d+)(?![\w.])""")
PLAIN = {"bool": T.BooleanType(), "int64": T.LongType(), "float64": T.DoubleType(), "string": T.StringType(),
         "binary": T.BinaryType(), "timestamp": T.TimestampType()}


def spark_text(expression):
    """Numbers with a point are doubles in weir."""
    return QUOTED_OR_POINT.sub(lambda found: found[0] + "D" if found[1] else found[0], expression)


def spark_type(text):
    text = text.strip()
    if text.startswith("list<"):
        return T.ArrayType(spark_type(text[5:-1]))
    if text.startswith("map<"):
        return T.MapType(T.StringType(), T.StringType())
    if text.startswith("struct<"):
        return T.StructType([T.StructField(name, kind) for name, kind in fields(text[7:-1], ":")])
    return PLAIN[text]


def fields(text, between):
    depth, part, parts = 0, "", []
    for letter in text + ",":
        depth += (letter in "<(") - (letter in ">)")
        if letter == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    for part in filter(None, parts):
        name, _, kind = part.partition(between)
        yield name.strip(), spark_type(kind)


def to_spark(value, kind):
    """A value of a row, as a case writes it, as Spark takes it."""
    if value is None:
        return None
    if isinstance(kind, T.DoubleType):
        return float(value)
    if isinstance(kind, T.BinaryType):
        return bytearray.fromhex(value)
    if isinstance(kind, T.TimestampType):
        return datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(microseconds=value)
    if isinstance(kind, T.ArrayType):
        return [to_spark(item, kind.elementType) for item in value]
    if isinstance(kind, T.StructType):
        return tuple(to_spark(value[field.name], field.dataType) for field in kind.fields)
    return value


def from_spark(value):
    """A result as `weir eval` would write it."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, datetime.datetime):
        since = value.replace(tzinfo=datetime.timezone.utc) - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return since // datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return (value - datetime.date(1970, 1, 1)).days * 86_400_000_000
    if isinstance(value, T.Row):
        return {name: from_spark(item) for name, item in value.asDict().items()}
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(from_spark(key)): from_spark(item)
                for key, item in value.items()}
    if isinstance(value, list):
        return [from_spark(item) for item in value]
    return value


def frame_of(spark, case):
    kinds = list(fields(case.schema, " "))
    if not kinds:
        return spark.createDataFrame([()] * max(1, len(case.rows)), T.StructType([]))
    schema = T.StructType([T.StructField(name, kind) for name, kind in kinds])
    rows = [tuple(to_spark(value, kind) for value, (_, kind) in zip(row, kinds)) for row in case.rows]
    return spark.createDataFrame(rows, schema).coalesce(1)


def ask(frame, expression):
    """Spark's answer. Times come as µs, so that those which Python's datetime cannot hold survive."""
    try:
        column = frame.select(F.expr(spark_text(expression)).alias("value"))
        kind = column.schema[0].dataType
        if isinstance(kind, T.DateType):
            column = column.select(F.col("value").cast("timestamp").alias("value"))
        if isinstance(kind, (T.DateType, T.TimestampType)):
            column = column.select(F.unix_micros("value").alias("value"))
    except (AnalysisException, ParseException):
        return {"error": "refused"}
    try:
        return {"type": kind.simpleString(), "values": [from_spark(row[0]) for row in column.collect()]}
    except AnalysisException:
        return {"error": "refused"}
    except Exception as failure:
        return {"error": "fails", "why": str(failure).splitlines()[0][:120]}


def generate(spark, path):
    frame = frame_rows = None
    with open(expected_path(path), "w", encoding="utf-8") as out:
        for case in read_cases(path):
            if frame is None or case.rows is not frame_rows:
                frame, frame_rows = frame_of(spark, case), case.rows
            answer = {"expression": case.expression} | ask(frame, case.expression)
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")


def main():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "expressions")
    os.environ["TZ"] = "UTC"
    spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
             .config("spark.sql.ansi.enabled", "false").config("spark.sql.variable.substitute", "false")
             .config("spark.sql.session.timeZone", "UTC")
             .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
             .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    for path in sys.argv[1:] or sorted(glob.glob(os.path.join(folder, "*.cases"))):
        generate(spark, path)
        print(path)


if __name__ == "__main__":
    main()
