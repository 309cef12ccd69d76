#!/usr/bin/python3
"""Records what the kernel says twice, and what models/host-anomaly/train/channels.py makes of it: record.py FOLDER"""

import json
import os
import sys
import time
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, *[".."] * 5, "models/host-anomaly/train"))
import channels

FILES = ["stat", "meminfo", "vmstat", "diskstats", "net/dev", "pressure/cpu", "pressure/memory", "pressure/io"]
SECONDS = 0.125  # exact in binary, so that both sides divide by the same number


def record(folder):
    for file in FILES:
        path = os.path.join(folder, "proc", file)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(f"/proc/{file}") as source, open(path, "w") as target:
            target.write(source.read())
    for disk in os.listdir("/sys/block"):
        path = os.path.join(folder, "sys/block", disk)
        os.makedirs(path, exist_ok=True)
        open(os.path.join(path, "stat"), "w").close()


def text_under(root):
    def text(path):
        with open(root() + path) as file:
            return file.read()
    return text


def expect(folder):
    now = {"root": os.path.join(folder, "before"), "time": 1000.0}
    with mock.patch.object(channels, "_text", text_under(lambda: now["root"])), mock.patch.object(time, "monotonic", lambda: now["time"]):
        reader = channels.Reader()
        now["root"], now["time"] = os.path.join(folder, "after"), now["time"] + SECONDS
        return dict(zip(channels.NAMES, reader.read(), strict=True))


if __name__ == "__main__":
    folder = sys.argv[1]
    if not os.path.exists(folder):
        record(os.path.join(folder, "before"))
        time.sleep(1.5)
        record(os.path.join(folder, "after"))
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expect(folder), file, indent=1)
        file.write("\n")
