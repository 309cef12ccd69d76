"""Real faults, caused by real programs, and ordinary work that must not be taken for one.

Each function returns the command of one process; `chance` picks size and shape, so that no two runs are alike.
"""

import os
import sys

MIB = 1 << 20

LEAK = """
import time
held, megabytes, most = [], float({rate}), int({most})
while len(held) * 4 < most:
    held.append(bytearray(b'x') * (4 << 20))
    time.sleep(4 / megabytes)
time.sleep(60)
"""

FLOOD = """
import os, time
size, rate, end = 4 << 20, float({rate}) * 1048576, time.monotonic() + 60
block, path, written, begun = os.urandom(size), {path!r}, 0, time.monotonic()
file = os.open(path, os.O_CREAT | os.O_WRONLY)
while time.monotonic() < end:
    os.pwrite(file, block, written % (1 << 29))
    written += size
    os.fdatasync(file)
    if rate:
        time.sleep(max(0, begun + written / rate - time.monotonic()))
"""

STORM = """
import socket, threading, time
size, rate, end = int({size}), float({rate}) * 1048576, time.monotonic() + 60
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(('127.0.0.1', 0))
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.connect(server.getsockname())
def drain():
    while True:
        server.recv(65536)
threading.Thread(target=drain, daemon=True).start()
data, sent, begun = bytes(size), 0, time.monotonic()
while time.monotonic() < end:
    client.send(data)
    sent += size
    late = begun + sent / rate - time.monotonic()
    if late > 0.002:
        time.sleep(late)
"""


def _python(text, **values):
    return [sys.executable, "-c", text.format(**values)]


def processor(chance, folder):
    """More runnable threads than processors."""
    workers = os.cpu_count() * chance.choice([2, 3, 4])
    method = chance.choice(["int64", "matrixprod", "fft", "loop", "crc16"])
    return ["stress-ng", "-q", "--cpu", str(workers), "--cpu-method", method, "-t", "60"]


def memory(chance, folder):
    """Grows by 60 to 400 MiB/s up to at most 5 GiB, then holds it."""
    return _python(LEAK, rate=chance.uniform(60, 400), most=5000)


def disk(chance, folder):
    """Writes and syncs, as fast as the disk takes it or held to 60 MiB/s and more."""
    if chance.random() < 0.4:
        return ["stress-ng", "-q", "--hdd", "2", "--hdd-bytes", "512m", "--hdd-opts", "fsync", "--temp-path", folder, "-t", "60"]
    return _python(FLOOD, rate=chance.choice([0, 60, 100, 200]), path=os.path.join(folder, "flood"))


def network(chance, folder):
    """Datagrams over loopback, small or large."""
    kind = chance.random()
    if kind < 0.3:
        return ["stress-ng", "-q", "--udp", "1", "-t", "60"]
    if kind < 0.5:
        return ["stress-ng", "-q", "--sock", "1", "-t", "60"]
    size = chance.choice([200, 1400, 16000])
    return _python(STORM, size=size, rate={200: 15, 1400: 60, 16000: 200}[size] * chance.uniform(0.7, 1.5))


FAULTS = {"processor": processor, "memory": memory, "disk": disk, "network": network}


def ordinary(chance, folder):
    """Small things that a healthy appliance does now and then."""
    path = os.path.join(folder, "ordinary")
    return chance.choice(
        [
            ["find", "/usr/share", "-name", "*.conf"],
            ["dd", "if=/dev/urandom", f"of={path}", "bs=1M", f"count={chance.randint(1, 12)}", "conv=fsync", "status=none"],
            ["sh", "-c", f"head -c {chance.randint(1, 30)}000000 /dev/urandom | gzip -1 > {path}"],
            ["sh", "-c", f"for i in $(seq {chance.randint(5, 60)}); do true | cat >/dev/null; done"],
            [sys.executable, "-c", "import json, ssl, sqlite3, email.mime.text"],
            [sys.executable, "-c", f"x = bytearray({chance.randint(10, 60)} << 20); import time; time.sleep(3)"],
            ["stress-ng", "-q", "--cpu", "1", "-t", str(chance.randint(1, 3))],
            _python(STORM.replace("+ 60", "+ 2"), size=1000, rate=chance.uniform(0.1, 2)),
        ]
    )
