#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema that `weir schema` prints against `weir check`: all good files validate, and wherever a key is put that
check refuses, the schema refuses it too. Usage: schema_test.py WEIR FOLDER...; needs jsonschema and PyYAML."""
import copy
import glob
import json
import os
import subprocess
import sys
import tempfile

import jsonschema
import yaml

weir, folders = sys.argv[1], sys.argv[2:]
failures = []
seen = set()  # a mapping with the same keys under the same name is changed once
UNKNOWN_KEY, NO_PLUGIN, TWO_OPERATORS, MISSING_KEY = "E101", "E301", "E105", "E102"


class Loader(yaml.SafeLoader):
    """YAML as editors read it, but for dates, which JSON does not have."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:timestamp"]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def construct_mapping(loader, node):
    """Keys are text, `on` too."""
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


Loader.add_constructor("tag:yaml.org,2002:map", construct_mapping)


def run(*words):
    return subprocess.run([weir, *words], capture_output=True, text=True, timeout=120)


def codes_of(tree):
    """What check says of the tree: JSON is YAML."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "changed.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(tree, file, ensure_ascii=False)
        answer = json.loads(run("check", "--json", path).stdout)
        diagnostics = answer["diagnostics"] if isinstance(answer, dict) else answer
        return {one["code"] for one in diagnostics if one["severity"] == "error"}


def mappings(tree, path=()):
    """Paths of all mappings within."""
    if isinstance(tree, dict):
        yield path
        for key, value in tree.items():
            yield from mappings(value, path + (key,))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from mappings(value, path + (index,))


def at(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def put_everywhere(name, tree, validator):
    """One unknown key at a time, and one known key less."""
    for path in mappings(tree):
        names = [step for step in path if isinstance(step, str)]
        shape = (tuple(names[-1:]), len(names) < 2, tuple(sorted(at(tree, path))))
        if shape in seen:
            continue
        seen.add(shape)
        changed = copy.deepcopy(tree)
        at(changed, path)["zebra"] = "1"
        codes = codes_of(changed)
        if codes & {UNKNOWN_KEY, NO_PLUGIN, TWO_OPERATORS} and validator.is_valid(changed):
            failures.append(f"{name}: the key zebra in {path} is refused with {codes}, and the schema lets it pass")
        for key in list(at(tree, path)):
            changed = copy.deepcopy(tree)
            del at(changed, path)[key]
            codes = codes_of(changed)
            if codes == {MISSING_KEY} and validator.is_valid(changed):
                failures.append(f"{name}: without {key} in {path} check says {codes}, and the schema lets it pass")


def main():
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    good = bad = 0
    for path in sorted(p for folder in folders for p in glob.glob(os.path.join(folder, "*.yaml"))):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        answer = json.loads(run("check", "--json", path).stdout)
        diagnostics = answer["diagnostics"] if isinstance(answer, dict) else answer
        codes = {one["code"] for one in diagnostics if one["severity"] == "error"}
        try:
            tree = yaml.load(text, Loader)
        except yaml.YAMLError:
            continue
        if not codes:
            good += 1
            for error in validator.iter_errors(tree):
                failures.append(f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
            put_everywhere(os.path.basename(path), tree, validator)
        elif codes & {UNKNOWN_KEY, NO_PLUGIN}:
            bad += 1
            if validator.is_valid(tree):
                failures.append(f"{path}: check says {codes}, and the schema lets it pass")
    if good < 5 or bad < 2:
        failures.append(f"only {good} good files and {bad} with keys that are wrong were found")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


sys.exit(main())
