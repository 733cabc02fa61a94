# SPDX-License-Identifier: Apache-2.0
"""The process that sends the text."""
import os
import select
import subprocess
import time

from measure.failed import Failed

LINE_SECONDS = 60  # what the feeder may take to speak


class Feeder:
    """The feeding process and the lines it says."""

    def __init__(self, bench, mb, rate=0, seconds=0):
        command = [bench.program("feeder"), "--text", bench.text, "--mb", str(mb), "--rate", str(rate),
                   "--seconds", str(seconds), "--hold", "--listen", "0"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.pending = b""
        self.port = int(self.expect("port", lambda: None))

    def expect(self, word, check):
        """The rest of the next line, which begins with `word`; calls check() while it waits."""
        until = time.monotonic() + LINE_SECONDS
        while b"\n" not in self.pending:
            check()
            if time.monotonic() > until:
                raise Failed(f"the feeder did not say '{word}' within {LINE_SECONDS} s")
            if not select.select([self.process.stdout], [], [], 0.002)[0]:
                continue
            more = os.read(self.process.stdout.fileno(), 4096)
            if not more:
                raise Failed("the feeder ended: " + self.process.stderr.read().decode().strip())
            self.pending += more
        line, self.pending = self.pending.split(b"\n", 1)
        said, _, rest = line.decode().partition(" ")
        if said != word:
            raise Failed(f"the feeder said '{said}' where '{word}' was expected")
        return rest

    def go(self):
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def done(self):
        return self.process.poll() is not None

    def figures(self):
        """(bytes sent, seconds until the peer had read them)."""
        rest, complaint = self.process.stdout.read(), self.process.stderr.read().decode().strip()
        if self.process.returncode:
            raise Failed(f"the feeder failed: {complaint}")
        said = dict(line.split(" ", 1) for line in (self.pending + rest).decode().splitlines())
        return int(said["bytes"]), float(said["seconds"])

    def stop(self):
        if not self.done():
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
