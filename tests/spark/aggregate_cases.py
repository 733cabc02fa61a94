# SPDX-License-Identifier: Apache-2.0
"""Reads aggregates/AREA.cases; README.md has the format."""
import glob
import os

from cases import Case, read_difference

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "aggregates")


class Area:
    def __init__(self):
        self.seed, self.tame, self.fields, self.cases = 0, False, [], []


def areas():
    return sorted(os.path.basename(path).removesuffix(".cases") for path in glob.glob(os.path.join(FOLDER, "*.cases")))


def read_area(name):
    area = Area()
    path = os.path.join(FOLDER, name + ".cases")
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            mark, _, rest = line.rstrip("\n").partition(" ")
            if not line.strip() or mark == "#":
                continue
            if mark == "schema":
                area.fields = [tuple(field.split()) for field in rest.split(",")]
            elif mark == "seed":
                area.seed = int(rest)
            elif mark == "tame":
                area.tame = True
            elif mark in ("=", "~"):
                area.cases.append(Case(number, rest, None, None))
                area.cases[-1].ours = [] if mark == "~" else None
            elif mark == ">" and area.cases and area.cases[-1].ours == [] and area.cases[-1].reason is None:
                read_difference(area.cases[-1], rest)
            else:
                raise SystemExit(f"{path}:{number}: begins with none of # schema seed tame = ~ >")
    for case in area.cases:
        if case.ours is not None and not case.reason:
            raise SystemExit(f"{path}:{case.line}: a difference needs a line `> [[key, value], …] reason` behind it")
    return area
