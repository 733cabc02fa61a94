# SPDX-License-Identifier: Apache-2.0
"""The process that is measured."""
import os
import subprocess
import time

from measure.failed import Failed

MB = 1e6
EXIT_SECONDS = 30  # what a program may take to end


class Child:
    """A measured process: its CPU clock, its memory, its end."""

    def __init__(self, command, folder):
        self.output = os.path.join(folder, "stdout")
        self.errors = os.path.join(folder, "stderr")
        self.name = os.path.basename(command[0])
        with open(self.output, "wb") as out, open(self.errors, "wb") as err:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        self.usage = self.status = None
        self.peak_mb = 0.0

    def cpu(self):
        """CPU seconds of all its threads so far: Linux's clock of another process."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def memory(self, field):
        """A field of /proc/PID/status in MB; None once the process is gone."""
        try:
            with open(f"/proc/{self.process.pid}/status") as file:
                for line in file:
                    if line.startswith(field + ":"):
                        return int(line.split()[1]) * 1024 / MB
        except OSError:
            pass
        return None

    def watch(self):
        """Notes the peak of memory, and whether it has ended. ru_maxrss would count this script's own memory too."""
        self.peak_mb = self.memory("VmHWM") or self.peak_mb
        if self.usage is None:
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.status, self.usage = os.waitstatus_to_exitcode(status), usage
                self.process.returncode = self.status
        return self.usage is not None

    def last_words(self):
        with open(self.errors, errors="replace") as file:
            return " | ".join(file.read().strip().splitlines()[-5:]) or "nothing on stderr"

    def must_live(self):
        if self.watch():
            raise Failed(f"{self.name} ended early with status {self.status}: {self.last_words()}")

    def finish(self):
        """Waits for a clean end; the CPU seconds of its whole life."""
        until = time.monotonic() + EXIT_SECONDS
        while not self.watch():
            if time.monotonic() > until:
                raise Failed(f"{self.name} did not end within {EXIT_SECONDS} s: {self.last_words()}")
            time.sleep(0.005)
        if self.status:
            raise Failed(f"{self.name} ended with status {self.status}: {self.last_words()}")
        return self.usage.ru_utime + self.usage.ru_stime

    def stop(self):
        if self.usage is None:
            self.process.kill()
            self.process.wait()
