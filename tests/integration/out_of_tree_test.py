#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A plugin that is compiled by hand against the SDK's headers alone, in a folder of its own, brings a function and an
aggregate: used in a filter, in reduceByKey and in a window. Usage: out_of_tree_test.py WEIR SDK_INCLUDE OWN.c CC"""
import os
import shutil
import subprocess
import sys
import tempfile

weir, include, source, compiler = sys.argv[1:5]

TEST = """
pipeline: pipeline.yaml
tests:
  own.half and own.longest work like those that come with weir:
    given: {rows: [[[a, x, 2], [a, longer, 20], [b, y, 30]], [[a, z, 40]]]}
    expect:
      dear: [[[a, longer, 20], [b, y, 30]], [[a, z, 40]]]
      longest: [[[a, longer], [b, y]], [[a, z]]]
      recent: [[[a, longer], [b, y]], [[a, longer], [b, y]]]
"""
PIPELINE = """
pipeline: own
batch_interval: 1s
streams:
  rows: {batches: {fields: {who: string, what: string, n: int64}, rows: [[]]}}
  dear: {from: rows, filter: "own.half(n) > 5"}
  longest: {from: dear, reduceByKey: {key: who, values: {longest: "own.longest(what)"}}}
  recent: {from: dear, reduceByKeyAndWindow: {key: who, window: 2s, values: {longest: "own.longest(what)"}}}
outputs:
  longest: {from: longest, discard: {}}
  recent: {from: recent, discard: {}}
"""


def run(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, **more)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\nexit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        shutil.copy(source, folder)
        for name, text in (("test.yaml", TEST), ("pipeline.yaml", PIPELINE)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        plugin = os.path.join(folder, "own.so")
        run([compiler, "-std=c17", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-fvisibility=hidden",
             "-Wl,-z,defs", f"-I{include}", os.path.join(folder, "own.c"), "-o", plugin])
        os.chmod(plugin, 0o755)
        print(run([weir, "test", "test.yaml", "--plugin-dir", folder], cwd=folder))


main()
