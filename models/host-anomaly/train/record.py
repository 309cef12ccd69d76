#!/usr/bin/python3
"""Records this machine at 10 Hz while it rests, does ordinary work, and suffers faults that are caused here.

    record.py OUT.csv.xz --minutes 5 [--faults] [--seed N]

One row a tenth of a second: milliseconds, the channels, `label` (what is going on), `build` (1 while compilers or tests
of somebody else keep a processor busy). Labels: `normal`, a fault's name, `after` (twelve seconds after a fault, while
the kernel's ten-second averages still remember it; neither healthy nor faulty).
"""

import argparse
import lzma
import os
import random
import signal
import subprocess
import tempfile
import threading
import time

import channels
import faults

PERIOD_S = 0.1
FAULT_S = 15
AFTER_S = 12
BUILDERS = (
    "dotnet", "ilc", "clang", "lld", "cc1", "node", "MSBuild", "VBCSCompiler", "testhost", "cargo", "make", "qemu",
    "edge-appliance", "edgectl", "mosquitto", "git", "bench",
)  # fmt: skip


class Scenario(threading.Thread):
    """Starts and ends what happens; `label` says what it is."""

    def __init__(self, chance, folder, with_faults, end):
        super().__init__(daemon=True)
        self.chance, self.folder, self.with_faults, self.end = chance, folder, with_faults, end
        self.label = "normal"

    def run(self):
        while time.monotonic() < self.end:
            for name in self._order():
                self._rest(self.chance.uniform(15, 45))
                if name is None or time.monotonic() + FAULT_S + AFTER_S > self.end:
                    continue
                self.label = name
                self._during(faults.FAULTS[name](self.chance, self.folder), FAULT_S)
                self.label = "after"
                time.sleep(AFTER_S)
                self.label = "normal"

    def _order(self):
        names = list(faults.FAULTS) if self.with_faults else [None]
        self.chance.shuffle(names)
        return names

    def _rest(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < min(until, self.end):
            time.sleep(self.chance.uniform(1, 12))
            if self.chance.random() < 0.6:
                self._during(faults.ordinary(self.chance, self.folder), 6)

    def _during(self, command, seconds):
        # Its own group, so that its workers end with it; nice, so that it is a fault of this machine and not of its users.
        process = subprocess.Popen(["nice", "-n", "10", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Builds(threading.Thread):
    """Looks once a second whether a compiler or a test run, not ours, takes a fifth of a processor or more."""

    def __init__(self):
        super().__init__(daemon=True)
        self.at_work = 0

    def run(self):
        before = self._ticks()
        while True:
            time.sleep(1)
            now = self._ticks()
            spent = sum(max(0, ticks - before.get(pid, 0)) for pid, ticks in now.items())
            self.at_work, before = int(spent > 20), now

    @staticmethod
    def _ticks():
        ticks = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat") as file:
                    name, fields = file.read().rsplit(")", 1)
            except OSError:
                continue
            if name.split("(", 1)[1].startswith(BUILDERS):
                fields = fields.split()
                ticks[pid] = int(fields[11]) + int(fields[12])
        return ticks


def text(value):
    return f"{value:.4f}".rstrip("0").rstrip(".") if value < 1000 else f"{value:.0f}"


def record(out, scenario, builds, end):
    reader = channels.Reader()
    begun = due = time.monotonic()
    out.write(",".join(["time_ms", *channels.NAMES, "label", "build"]) + "\n")
    while due < end:
        due += PERIOD_S
        time.sleep(max(0, due - time.monotonic()))
        row = reader.read()
        stamp = round((time.monotonic() - begun) * 1000)
        out.write(",".join([str(stamp), *map(text, row), scenario.label, str(builds.at_work)]) + "\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out")
    arguments.add_argument("--minutes", type=float, default=5)
    arguments.add_argument("--faults", action="store_true")
    arguments.add_argument("--seed", type=int)
    chosen = arguments.parse_args()
    end = time.monotonic() + chosen.minutes * 60
    # Beside the recording: a folder in memory would turn the disk's flood into one of memory.
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(chosen.out))) as folder:
        scenario = Scenario(random.Random(chosen.seed), folder, chosen.faults, end)
        builds = Builds()
        scenario.start()
        builds.start()
        with lzma.open(chosen.out, "wt") as out:
            record(out, scenario, builds, end)
        scenario.join(FAULT_S + AFTER_S)


if __name__ == "__main__":
    main()
