#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`weir test` on files of tests: exit code, and to the letter what it says (NAME.expected), also as a JUnit report.
Usage: trials_test.py WEIR FOLDER"""
import glob
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

weir, folder = sys.argv[1:3]
failures = []


def report_of(path, count, failed):
    suite = xml.etree.ElementTree.parse(path).getroot().find("testsuite")
    cases = suite.findall("testcase") if suite is not None else []
    said = (len(cases), sum(case.find("failure") is not None for case in cases))
    if said != (count, failed):
        failures.append(f"the report has {said[0]} tests and {said[1]} failures, not {count} and {failed}")


def main():
    environment = {key: value for key, value in os.environ.items() if key != "PEER"}
    for path in sorted(glob.glob(os.path.join(folder, "*.expected"))):
        name = os.path.basename(path)[:-len(".expected")]
        with tempfile.TemporaryDirectory() as scratch:
            report = os.path.join(scratch, "report.xml")
            done = subprocess.run([weir, "test", f"{name}.yaml", "--junit-report", report], cwd=folder, timeout=60,
                                  capture_output=True, text=True, env=environment)
            count, failed = (int(word) for word in done.stdout.splitlines()[-1].replace(",", "").split()[::2])
            if count:
                report_of(report, count, failed)
        said = f"{done.stdout}---- exit {done.returncode}\n{done.stderr}"
        with open(path, encoding="utf-8") as file:
            expected = file.read()
        if said != expected:
            failures.append(f"{name}: it should say\n{expected}\nit said\n{said}")
    if os.path.exists(os.path.join(folder, "never-written")):
        failures.append("a sink of the pipeline wrote something")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


sys.exit(main())
