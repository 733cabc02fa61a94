# SPDX-License-Identifier: Apache-2.0
"""The pipelines that are measured, and the programs beside them."""
import collections
import os
import subprocess

DISTINCT_ROWS = 1_000_000  # print limit of the correctness check: more than a batch can have

# Each stage is the one before it and one operator more. The full pipeline prints ten rows a batch.
SOURCE = "  lines:\n    socket: {{connect: \"127.0.0.1:{port}\"}}\n"
SPLIT = "  words:\n    from: lines\n    flatMap: {{word: \"split(line, ' ')\"}}\n"
CONSTANT = "  ones:\n    from: words\n    withColumns: {{one: \"1\"}}\n"
COUNT = "  counts:\n    from: {source}\n    reduceByKey: {{key: word, values: {{count: \"count(*)\"}}}}\n"
STAGES = {
    "source": (SOURCE, "{{from: lines, discard: {{}}}}"),
    "split": (SOURCE + SPLIT, "{{from: words, discard: {{}}}}"),
    "constant": (SOURCE + SPLIT + CONSTANT, "{{from: ones, discard: {{}}}}"),
    "count": (SOURCE + SPLIT + CONSTANT + COUNT.replace("{source}", "ones"), "{{from: counts, discard: {{}}}}"),
    "full": (SOURCE + SPLIT + COUNT.replace("{source}", "words"), "{{from: counts, print: {{limit: 10}}}}"),
    "all rows": (SOURCE + SPLIT + COUNT.replace("{source}", "words"),
                 "{{from: counts, print: {{limit: %d, format: json}}}}" % DISTINCT_ROWS),
}

Variant = collections.namedtuple("Variant", "name stage lanes")  # stage None: a baseline program
BASELINES = (Variant("M", None, 0), Variant("W", None, 0))
WEIRS = (Variant("weir, 1 lane", "full", 1), Variant("weir, 2 lanes", "full", 2),
         Variant("source", "source", 1), Variant("+ split", "split", 1), Variant("+ constant", "constant", 1),
         Variant("+ count", "count", 1))


class Bench:
    """Where things are, and what all runs share."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.text = os.path.join(folder, "text")

    def program(self, name):
        return os.path.join(self.options.bench, name)

    def write_text(self):
        with open(self.text, "wb") as file:
            subprocess.run([self.program("generate"), self.options.text, str(self.options.text_mb)], stdout=file,
                           check=True)

    def pipeline(self, stage, port, lanes, interval):
        """Writes the pipeline file of a stage, returns its path."""
        streams, output = STAGES[stage]
        body = (f"pipeline: bench\nbatch_interval: {interval}\nlanes: {lanes}\nstreams:\n" + streams.format(port=port) +
                "outputs:\n  out: " + output.format() + "\n")
        path = os.path.join(self.folder, "pipeline.yaml")
        with open(path, "w") as file:
            file.write(body)
        return path

    def command(self, variant, port, interval, extra):
        if variant.stage:
            return [self.options.weir, "run", self.pipeline(variant.stage, port, variant.lanes, interval), *extra]
        return [self.program("baseline_memchr" if variant.name == "M" else "baseline_wordcount"), str(port), *extra]
