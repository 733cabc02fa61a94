# SPDX-License-Identifier: Apache-2.0
"""How long after its interval a batch is done."""
import json
import os
import subprocess

from measure.child import MB
from measure.failed import Failed
from measure.feeder import LINE_SECONDS
from measure.one_run import figure, run_once
from measure.pipelines import Variant

INTERVALS_MS = (5, 10, 50)
MB_PER_SECOND = 50


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) * percent // 100]


def read_delays(path):
    """total_delay_us of each batch in weir's batch log."""
    try:
        with open(path) as file:
            return [json.loads(line)["total_delay_us"] for line in file if line.strip()]
    except (OSError, ValueError, KeyError) as error:
        raise Failed(f"the batch log cannot be read: {error!r}")


def measure_one_latency(bench, interval_ms, lanes):
    log = os.path.join(bench.folder, "batches.ndjson")
    if os.path.exists(log):
        os.unlink(log)
    seconds, bare = bench.options.seconds or 20, []

    def start_bare():
        bare.append(subprocess.Popen([bench.program("timerfd_lateness"), str(interval_ms), str(seconds)],
                                     stdout=subprocess.PIPE, text=True))

    variant = Variant(f"{interval_ms} ms, {lanes} lane{'s' * (lanes > 1)}", "full", lanes)
    try:
        run = run_once(bench, variant, MB_PER_SECOND * seconds * 2, MB_PER_SECOND, seconds,
                       f"{interval_ms}ms", ["--batch-log", log], start_bare)
        bare_said = bare[0].communicate(timeout=LINE_SECONDS)[0]
    finally:
        for process in bare:
            if process.poll() is None:
                process.kill()
                process.wait()
    del run["output"]
    delays = read_delays(log)
    expected = seconds * 1000 // interval_ms
    if len(delays) < 0.9 * expected:
        raise Failed(f"only {len(delays)} batches in {seconds} s of {interval_ms} ms each")
    delays = sorted(delays)[-expected:]  # the idle batches before and after the feeding are to flatter nothing
    run.update(batches=len(delays), p50_us=percentile(delays, 50), p99_us=percentile(delays, 99), max_us=max(delays),
               bare_p99_us=figure(bare_said, "p99_us"))
    return run


def measure_latency(bench, verdicts):
    runs = {}
    for interval_ms in INTERVALS_MS:
        for lanes in (1, 2):
            what = f"99 % of total delays, {interval_ms} ms, {lanes} lane{'s' * (lanes > 1)}"
            print(f"load average {' '.join(f'{load:.2f}' for load in os.getloadavg())}", flush=True)
            try:
                run = measure_one_latency(bench, interval_ms, lanes)
            except Failed as failure:
                verdicts.fail(what, str(failure))
                continue
            print(f"  {run['name']:15} {run['batches']} batches, total delay us: p50 {run['p50_us']:.0f} "
                  f"p99 {run['p99_us']:.0f} max {run['max_us']:.0f}; bare timerfd p99 {run['bare_p99_us']:.0f}",
                  flush=True)
            runs[what] = [run]
            fed = run["bytes"] / MB / run["wall_s"]
            verdicts.check(what, run["p99_us"] / 1e3, interval_ms + run["bare_p99_us"] / 1e3, unit="ms")
            verdicts.check(f"fed during it, {run['name']}", fed, MB_PER_SECOND * 0.95, at_least=True,
                           unit="MB/s")
    return runs
