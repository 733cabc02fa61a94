# SPDX-License-Identifier: Apache-2.0
"""One program on one feeder, and its figures."""
import os
import signal
import statistics
import time

from measure.child import MB, Child
from measure.feeder import Feeder

GB = 1e9
SETTLE_SECONDS = 0.15  # between the connection and the first byte: start-up is over
DRAIN_SECONDS = 0.2    # between the last byte and SIGTERM
WATCH_SECONDS = 0.04   # between two looks at the program that runs: each takes the processor from it


def run_once(bench, variant, mb, rate=0, seconds=0, interval="1s", extra=(), beside=None):
    """One program on one feeder. beside(child) is called as feeding starts. Returns a dictionary of figures."""
    feeder = child = None
    try:
        feeder = Feeder(bench, mb, rate, seconds)
        child = Child(bench.command(variant, feeder.port, interval, extra), bench.folder)
        feeder.expect("connected", child.must_live)
        time.sleep(SETTLE_SECONDS)
        child.must_live()
        before, early = child.cpu(), []
        feeder.go()
        if beside:
            beside()
        while not feeder.done():
            if variant.stage:
                child.must_live()
            early.append((time.monotonic(), child.memory("VmRSS") or 0))
            child.watch()
            time.sleep(WATCH_SECONDS)
        sent, wall = feeder.figures()
        if variant.stage:
            time.sleep(DRAIN_SECONDS)
            child.must_live()
            child.process.send_signal(signal.SIGTERM)
        cpu = child.finish()
        with open(child.output, errors="replace") as file:
            output = file.read()
        if not variant.stage:
            cpu = figure(output, "cpu_seconds")  # taken before it sorts its words and prints
    finally:
        if child:
            child.stop()
        if feeder:
            feeder.stop()
    return {"name": variant.name, "bytes": sent, "wall_s": wall, "gb_per_s": sent / GB / wall, "cpu_s": cpu - before,
            "cpu_s_per_gb": (cpu - before) / (sent / GB), "start_cpu_ms": before * 1e3, "peak_mb": child.peak_mb,
            "growth_mb": growth(early), "output": output}


def growth(samples):
    """How much resident memory grew from the first third of the feeding to its last third: medians, in MB."""
    third = len(samples) // 3
    if not third:
        return 0.0
    return statistics.median(s[1] for s in samples[-third:]) - statistics.median(s[1] for s in samples[:third])


def figure(output, name):
    return float(next(line.split()[1] for line in output.splitlines() if line.startswith(name + " ")))


def print_run(prefix, r):
    print(f"{prefix} {r['name']:15} {r['cpu_s_per_gb']:7.3f} CPU s/GB {r['gb_per_s']:7.3f} GB/s "
          f"{r['peak_mb']:8.1f} MB peak {r['start_cpu_ms']:7.1f} ms CPU to start", flush=True)
