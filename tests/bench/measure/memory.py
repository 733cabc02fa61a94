# SPDX-License-Identifier: Apache-2.0
"""How much memory it holds, whether that grows, and what a key costs."""
import os
import subprocess

from measure.failed import Failed
from measure.one_run import print_run, run_once
from measure.pipelines import Variant

RATES = (0, 200, 50, 5)      # MB/s; 0: as fast as it is taken
LIMITS_MB = ((1, 32), (2, 56))  # lanes, peak
GROWTH_MB = 1.0
KEYS = 10_000_000
BYTES_A_KEY = 128
ENDLESS_MB = 1_000_000       # more than any run can take


def measure_one(bench, verdicts, lanes, limit_mb, rate, seconds):
    name = f"{lanes} lane{'s' * (lanes > 1)}, {f'{rate} MB/s' if rate else 'full speed'}"
    print(f"{seconds} s, load average {' '.join(f'{load:.2f}' for load in os.getloadavg())}", flush=True)
    try:
        run = run_once(bench, Variant(name, "full", lanes), ENDLESS_MB, rate, seconds)
    except Failed as failure:
        verdicts.fail(f"memory, {name}", str(failure))
        return {}
    del run["output"]
    print_run(" ", run)
    verdicts.check(f"peak memory, {name}", run["peak_mb"], limit_mb, unit="MB")
    verdicts.check(f"growth from the first third to the last, {name}", run["growth_mb"], GROWTH_MB, unit="MB")
    return {name: [run]}


def measure_rates(bench, verdicts):
    runs = {}
    for lanes, limit_mb in LIMITS_MB:
        for rate in RATES:
            runs |= measure_one(bench, verdicts, lanes, limit_mb, rate, bench.options.seconds or 20)
    return runs


def measure_steady(bench, verdicts):
    """As long as nobody watches a benchmark, so that what leaks slowly shows."""
    runs = {}
    for lanes, limit_mb in LIMITS_MB:
        runs |= measure_one(bench, verdicts, lanes, limit_mb, bench.options.rate, bench.options.seconds or 600)
    return runs


def measure_keys(bench, verdicts):
    """What a table of ten million keys takes, by its own account; the process around it has much else."""
    said = subprocess.run([bench.program("table_keys"), str(KEYS)], stdout=subprocess.PIPE, check=True, text=True).stdout
    runs = {}
    for line in said.splitlines():
        scope, resting, growing = line.split()
        print(f"  {scope} scope: {KEYS:,} keys, {resting} bytes a key, {growing} while it grew", flush=True)
        verdicts.check(f"bytes a key in a table of {scope} scope", float(resting), BYTES_A_KEY, unit="bytes")
        runs[scope] = [{"keys": KEYS, "bytes_a_key": float(resting), "growing_bytes_a_key": float(growing)}]
    return runs
