# SPDX-License-Identifier: Apache-2.0
"""Do weir and the word count by hand count the same?"""
import collections
import json
import os

from measure.failed import Failed
from measure.one_run import run_once
from measure.pipelines import BASELINES, Variant


def counts_of_wordcount(path):
    with open(path) as file:
        return collections.Counter({word: int(n) for word, n in (line.rstrip("\n").split("\t") for line in file)})


def counts_of_weir(output):
    """Sums the batches of print's JSON form: {"time": ..., "rows": [{"word": ..., "count": ...}, ...]} a line."""
    total = collections.Counter()
    for number, line in enumerate(output.splitlines(), 1):
        try:
            rows = json.loads(line)["rows"]
            for row in rows:
                word, count = (row["word"], row["count"]) if isinstance(row, dict) else row
                total[word] += count
        except (ValueError, KeyError, TypeError) as error:
            raise Failed(f"line {number} of weir's JSON output is not what was expected ({error!r}): {line[:120]}")
    return total


def check_counts(bench, verdicts, lanes):
    """weir's counts, summed over the batches, are W's, word by word."""
    what = f"counts equal W's, {lanes} lane{'s' * (lanes > 1)}"
    path = os.path.join(bench.folder, "counts")
    try:
        run_once(bench, BASELINES[1], bench.options.check_mb, extra=["--all", path])
        wanted = counts_of_wordcount(path)
        got = counts_of_weir(run_once(bench, Variant("weir", "all rows", lanes), bench.options.check_mb)["output"])
    except Failed as failure:
        verdicts.fail(what, str(failure))
        return
    wrong = [word for word in wanted.keys() | got.keys() if wanted[word] != got[word]]
    if wrong:
        one = min(wrong)
        verdicts.fail(what, f"{len(wrong)} words differ, {one!r}: W {wanted[one]}, weir {got[one]}; "
                            f"words in all: W {sum(wanted.values())}, weir {sum(got.values())}")
    else:
        verdicts.check(what, len(wrong), 0, unit="words differ")
