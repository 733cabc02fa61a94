#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What ${} puts in is shown by no command that looks at a pipeline, in errors, plans, graphs. Usage: secrets_test.py WEIR"""
import os
import subprocess
import sys
import tempfile

weir = sys.argv[1]
SECRET = "hunter2"

HEAD = "pipeline: p\nbatch_interval: 1s\nstreams:\n  lines: {demo: {}}\n"
GOOD = HEAD + """  x: {from: lines, filter: "line = ${PW} or line = concat(${PW}, 'a')"}
  y: {from: x, reduceByKey: {key: {k: "concat(line, ${PW}, '-')"}, values: {n: "count(*)", m: "max(${PW})"}}}
outputs:
  s: {from: y, socket: {connect: "${PW}:1", format: csv}}
  t: {from: y, text_files: {path: "out-${PW}", value: "concat(k, ${PW})"}}
"""
BAD = HEAD + """  a: {from: lines, filter: "line = ${PW} +"}
  b: {from: lines, map: {c: "${PW} and true", d: "length(${PW}, ${PW})", e: "lne = ${PW}", f: "${PW} nonsense"}}
  g: {from: "${PW}", filter: "true"}
  h: {from: lines, reduceByKey: {key: "${PW}", values: {n: "summ(${PW})"}}}
  i: {from: lines, steps: "${PW}"}
  j: {lines: {path: "${PW}", rate: "${PW}", repeat: "${PW}", max_line: "${PW}"}}
  k: {batches: {fields: {n: "${PW}"}, rows: [["${PW}"]]}}
  l: {from: lines, window: "${PW}"}
outputs:
  o: {from: a, print: {limit: "${PW}", format: "${PW}", dialect: "${PW}"}}
  p: {from: "${PW}", socket: {connect: "${PW}"}}
"""


def main():
    failures = []
    environment = dict(os.environ, PW=SECRET)
    with tempfile.TemporaryDirectory() as folder:
        for name, text, expected in (("good", GOOD, 0), ("bad", BAD, 1)):
            path = os.path.join(folder, f"{name}.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            for words in (["check"], ["check", "--json"], ["plan"], ["graph"]):
                done = subprocess.run([weir, *words, path], capture_output=True, text=True, env=environment, timeout=60)
                if done.returncode != expected:
                    failures.append(f"{words} {name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
                for line in (done.stdout + done.stderr).splitlines():
                    if SECRET in line:
                        failures.append(f"weir {' '.join(words)} {name}.yaml shows the secret: {line}")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


sys.exit(main())
