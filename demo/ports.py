"""The ports of the training mail server: found once, written down, and the same at every start."""

import json
import random
import socket
from collections.abc import Iterable

from demo.folder import training_folder, write

HOST = "127.0.0.1"
FILE = "ports.json"
# Below the range from which Linux takes the ports of outgoing connections (32768 and up), so that they stay free.
CANDIDATES = range(20_000, 32_000)


def recorded() -> dict[str, int]:
    """What was written down, by name; empty when nothing was, or nothing readable."""
    try:
        found = json.loads((training_folder() / FILE).read_text())
        return {str(name): int(port) for name, port in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def settle(names: Iterable[str], *, taken: Iterable[str] = ()) -> dict[str, int]:
    """A port for each name, written down: the recorded one, or a free one for new names and those in `taken`."""
    known = {name: port for name, port in recorded().items() if name not in set(taken)}
    ports = {name: known.get(name) for name in names}
    new = free_ports(sum(port is None for port in ports.values()), besides=set(known.values()))
    settled = {name: port or new.pop() for name, port in ports.items()}
    if settled != recorded():
        write(training_folder() / FILE, (json.dumps(settled, indent=2) + "\n").encode())
    return settled


def free_ports(count: int, besides: set[int]) -> list[int]:
    """So many ports of this machine on which nobody listens. Raises OSError when there are not enough."""
    found: list[int] = []
    for port in random.sample(CANDIDATES, len(CANDIDATES)) if count else ():
        if port not in besides and is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    if count:
        raise OSError(f"there are no {count} free ports between {CANDIDATES.start} and {CANDIDATES.stop}")
    return found


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
