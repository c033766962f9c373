"""A far server: a proxy in a process of its own that holds every octet for half a round trip in each direction."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bench.sink import LOOPBACK, free_port, wait_for
from devtool.paths import ROOT

BLOCK = 64 * 1024
ON_THE_WAY = 1000  # blocks


@contextmanager
def slow_line(target: int, round_trip_ms: float) -> Iterator[int]:
    """A port that leads to `target` over such a line; `target` itself without a round trip."""
    if not round_trip_ms:
        yield target
        return
    port = free_port()
    command = [sys.executable, "-m", "bench.slow_line", str(port), str(target), str(round_trip_ms / 1000)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
    clock = asyncio.get_running_loop().time
    line: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(ON_THE_WAY)

    async def arrive() -> None:
        while True:
            due, block = await line.get()
            await asyncio.sleep(max(0.0, due - clock()))
            if not block:
                return
            writer.write(block)
            await writer.drain()

    arrival = asyncio.create_task(arrive())
    with suppress(ConnectionError):
        while block := await reader.read(BLOCK):
            await line.put((clock() + delay_s, block))
    await line.put((clock() + delay_s, b""))
    with suppress(ConnectionError):
        await arrival
    writer.close()


async def _serve(port: int, target: int, round_trip_s: float) -> None:
    async def accept(near_reader: asyncio.StreamReader, near_writer: asyncio.StreamWriter) -> None:
        # Loopback made the connection in no time; over the line that takes a round trip, and half of one until the
        # server knows.
        await asyncio.sleep(1.5 * round_trip_s)
        far_reader, far_writer = await asyncio.open_connection(LOOPBACK, target)
        await asyncio.gather(
            _carry(near_reader, far_writer, round_trip_s / 2), _carry(far_reader, near_writer, round_trip_s / 2)
        )

    async with await asyncio.start_server(accept, LOOPBACK, port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
