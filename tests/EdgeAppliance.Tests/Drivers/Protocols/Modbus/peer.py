"""A Modbus server of pymodbus with two units, for the tests. Prints where it listens, and ends when its standard input does."""
import asyncio
import os
import struct
import sys
import tty

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer
from pymodbus.transaction import ModbusRtuFramer


def words(layout, *values):
    raw = struct.pack(layout, *values)
    return list(struct.unpack(f">{len(raw) // 2}H", raw))


def units():
    first = words(">HhIiQqfd", 65000, -2, 4000000000, -70000, 1 << 40, -(1 << 40), 21.5, -1e100)
    swapped = words(">f", 21.5)
    sparse = {address: 7 for address in range(0, 40)}
    sparse.update({address: 9 for address in range(50, 60)})
    return {
        1: ModbusSlaveContext(
            zero_mode=True,
            hr=ModbusSequentialDataBlock(0, first + [0] * (100 - len(first)) + swapped[::-1] + [0] * 400),
            ir=ModbusSequentialDataBlock(0, list(range(1000, 1500))),
            co=ModbusSequentialDataBlock(0, [True, False, True, True] + [False] * 3000),
            di=ModbusSequentialDataBlock(0, [False, True] * 1000),
        ),
        7: ModbusSlaveContext(
            zero_mode=True,
            hr=ModbusSparseDataBlock(sparse),
            ir=ModbusSparseDataBlock(sparse),
            co=ModbusSequentialDataBlock(0, [False] * 16),
            di=ModbusSequentialDataBlock(0, [False] * 16),
        ),
    }


def pump(loop, from_end, to_end):
    def forward():
        try:
            os.write(to_end, os.read(from_end, 4096))
        except OSError:
            loop.remove_reader(from_end)

    loop.add_reader(from_end, forward)


def wire(loop):
    """Two terminals whose far ends are joined, as a cable joins two serial ports."""
    ends = [os.openpty() for _ in range(2)]
    for far, near in ends:
        tty.setraw(near)
    pump(loop, ends[0][0], ends[1][0])
    pump(loop, ends[1][0], ends[0][0])
    return [os.ttyname(near) for _, near in ends]


async def main():
    loop = asyncio.get_running_loop()
    context = ModbusServerContext(slaves=units(), single=False)
    ended = loop.create_future()
    loop.add_reader(sys.stdin, lambda: sys.stdin.read() or ended.done() or ended.set_result(None))
    if sys.argv[1] == "tcp":
        server = ModbusTcpServer(context, address=("127.0.0.1", int(sys.argv[2])), allow_reuse_address=True, ignore_missing_slaves=True)
        task = asyncio.ensure_future(server.serve_forever())
        await server.serving
        place = str(server.server.sockets[0].getsockname()[1])
    else:
        ours, place = wire(loop)
        server = ModbusSerialServer(context, framer=ModbusRtuFramer, port=ours, baudrate=19200, timeout=0.01, ignore_missing_slaves=True)
        await server.start()
        task = asyncio.ensure_future(server.serve_forever())
    print(place, flush=True)
    await ended
    task.cancel()


asyncio.run(main())
