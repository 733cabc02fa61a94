# SPDX-License-Identifier: Apache-2.0
"""CPU and bytes a second of all programs, round by round."""
import os
import statistics

from measure.counts import check_counts
from measure.failed import Failed
from measure.one_run import figure, print_run, run_once
from measure.pipelines import BASELINES, WEIRS


def interleaved_rounds(bench, variants, verdicts):
    """runs[name] = one figure a round. A variant that fails is reported and left out from then on."""
    runs = {variant.name: [] for variant in variants}
    broken = set()
    for number in range(1, bench.options.rounds + 1):
        print(f"round {number}, load average {' '.join(f'{load:.2f}' for load in os.getloadavg())}", flush=True)
        for variant in variants:
            if variant.name in broken:
                continue
            try:
                run = run_once(bench, variant, bench.options.mb)
            except Failed as failure:
                verdicts.fail(variant.name, str(failure))
                print(f"  {variant.name}: failed: {failure}", flush=True)
                broken.add(variant.name)
                continue
            if variant.name == "W":
                run["words"] = figure(run["output"], "words")
            del run["output"]
            runs[variant.name].append(run)
            print_run(" ", run)
    return {name: rounds for name, rounds in runs.items() if rounds and name not in broken}


def median_ratio(runs, a, b, field):
    return statistics.median(x[field] / y[field] for x, y in zip(runs[a], runs[b]))


def nanoseconds_a_word(runs, more, less):
    """What the one operator more costs: CPU of a round's pair, divided by its words."""
    return statistics.median((x["cpu_s"] - y["cpu_s"]) * 1e9 / w["words"]
                             for x, y, w in zip(runs[more], runs[less], runs["W"]))


def judge_speed(runs, verdicts, zipf):
    one, two = "weir, 1 lane", "weir, 2 lanes"
    if not {"M", "W"} <= runs.keys():
        return
    w_over_m = median_ratio(runs, "W", "M", "cpu_s_per_gb")
    void = zipf and w_over_m > 6.5
    if zipf:
        verdicts.check("W / M, CPU per GB", w_over_m, 6.5)
    if one in runs:
        verdicts.check("1 lane / W, CPU per GB", median_ratio(runs, one, "W", "cpu_s_per_gb"), 1.10, void=void)
    if two in runs:
        verdicts.check("2 lanes / W, CPU per GB", median_ratio(runs, two, "W", "cpu_s_per_gb"), 1.30, void=void)
    if one in runs and two in runs:
        verdicts.check("2 lanes / 1 lane, bytes per second", median_ratio(runs, two, one, "gb_per_s"), 1.30,
                       at_least=True)
    if {"+ split", "+ constant"} <= runs.keys():
        verdicts.check("one more narrow operator", nanoseconds_a_word(runs, "+ constant", "+ split"), 1.0,
                       unit="ns a row")
    if one in runs:
        verdicts.check("start-up to the first poll", max(r["start_cpu_ms"] for r in runs[one]), 50, unit="ms CPU")
    for name, limit in ((one, 32), (two, 56)):
        if zipf and name in runs:
            verdicts.check(f"peak memory, {name}", max(r["peak_mb"] for r in runs[name]), limit, unit="MB")


def print_medians(runs):
    print("\nmedians          CPU s/GB   (min)    GB/s  peak MB   CPU / W")
    for name, rounds in runs.items():
        middle = {field: statistics.median(r[field] for r in rounds)
                  for field in ("cpu_s_per_gb", "gb_per_s", "peak_mb")}
        least = min(r["cpu_s_per_gb"] for r in rounds)
        ratio = f"{median_ratio(runs, name, 'W', 'cpu_s_per_gb'):9.3f}" if "W" in runs else ""
        print(f"{name:15} {middle['cpu_s_per_gb']:9.3f} {least:7.3f} {middle['gb_per_s']:7.3f} "
              f"{middle['peak_mb']:8.1f} {ratio}")


def is_wanted(weir, options):
    return not options.baselines and (not options.only or weir.name in options.only)


def measure_speed(bench, verdicts):
    variants = BASELINES + tuple(weir for weir in WEIRS if is_wanted(weir, bench.options))
    if len(variants) > len(BASELINES):
        for lanes in (1, 2):
            check_counts(bench, verdicts, lanes)
    runs = interleaved_rounds(bench, variants, verdicts)
    print_medians(runs)
    judge_speed(runs, verdicts, bench.options.text == "zipf")
    return runs
