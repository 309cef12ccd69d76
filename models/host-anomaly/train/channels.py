"""What the appliance's `system` source reads, under the same names and in the same units, read here from /proc."""

import time

NAMES = [
    "cpu_busy",  # share of all processors' time, 0..1
    "cpu_iowait",  # share, 0..1
    "mem_used_ratio",  # 1 - available / total
    "mem_available_bytes",
    "psi_cpu_some10",  # percent of the last 10 s in which some task waited, as the kernel says
    "psi_mem_some10",
    "psi_io_some10",
    "disk_read_bytes_s",  # whole disks only
    "disk_write_bytes_s",
    "net_rx_bytes_s",  # every interface, loopback too
    "net_tx_bytes_s",
    "net_rx_packets_s",
    "ctxt_s",
    "procs_running",
    "forks_s",
]
SECTOR_BYTES = 512
NOT_DISKS = ("loop", "ram", "zram", "dm-", "md", "sr", "fd")


def _text(path):
    with open(path) as file:
        return file.read()


def _pressure(what):
    try:
        return float(_text(f"/proc/pressure/{what}").split("avg10=")[1].split()[0])
    except OSError:
        return 0.0


def _is_disk(name):
    if name.startswith(NOT_DISKS):
        return False
    try:
        _text(f"/sys/block/{name}/stat")
        return True
    except OSError:
        return False  # a partition: its whole disk counts it


class Reader:
    """Each call of `read` gives a row; rates are since the call before."""

    def __init__(self):
        self.disks = [line.split()[2] for line in _text("/proc/diskstats").splitlines()]
        self.disks = {name for name in self.disks if _is_disk(name)}
        self.before = self._counters()

    def read(self):
        now = self._counters()
        before, self.before = self.before, now
        seconds = max(1e-3, now["time"] - before["time"])
        rate = lambda key: max(0.0, now[key] - before[key]) / seconds
        ticks = max(1, now["total"] - before["total"])
        total, available = self._memory()
        return [
            max(0.0, 1 - (now["idle"] - before["idle"] + now["iowait"] - before["iowait"]) / ticks),
            max(0.0, (now["iowait"] - before["iowait"]) / ticks),
            1 - available / total,
            available,
            _pressure("cpu"),
            _pressure("memory"),
            _pressure("io"),
            *[rate(key) for key in ("disk_read", "disk_write", "net_rx", "net_tx", "net_packets", "ctxt")],
            now["running"],
            rate("forks"),
        ]

    def _memory(self):
        lines = dict(line.split(":") for line in _text("/proc/meminfo").splitlines())
        return [int(lines[key].split()[0]) * 1024 for key in ("MemTotal", "MemAvailable")]

    def _counters(self):
        c = {"time": time.monotonic()}
        stat = {line.split()[0]: line.split()[1:] for line in _text("/proc/stat").splitlines() if line}
        cpu = [int(v) for v in stat["cpu"]]
        c["total"], c["idle"], c["iowait"] = sum(cpu[:8]), cpu[3], cpu[4]
        c["ctxt"], c["forks"], c["running"] = int(stat["ctxt"][0]), int(stat["processes"][0]), int(stat["procs_running"][0])
        disks = [line.split() for line in _text("/proc/diskstats").splitlines()]
        disks = [fields for fields in disks if fields[2] in self.disks]
        c["disk_read"] = sum(int(f[5]) for f in disks) * SECTOR_BYTES
        c["disk_write"] = sum(int(f[9]) for f in disks) * SECTOR_BYTES
        links = [line.split(":")[1].split() for line in _text("/proc/net/dev").splitlines()[2:]]
        c["net_rx"], c["net_packets"] = sum(int(f[0]) for f in links), sum(int(f[1]) for f in links)
        c["net_tx"] = sum(int(f[8]) for f in links)
        return c
