"""A training mail server that runs beside the test, in a folder of its own."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from demo import training_server
from mailservers.models import Company


@pytest.fixture
def data_folder(settings, tmp_path):
    """A data folder of the test's own; what the training mail server keeps goes there."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def training_ports(data_folder) -> Iterator[dict[str, int]]:
    """The ports of a training mail server that runs in a thread as long as the test."""
    loop = asyncio.new_event_loop()
    opened = threading.Event()
    stop = asyncio.Event()
    numbers: dict[str, int] = {}

    async def serve() -> None:
        async with training_server.serving() as ports:
            numbers.update(ports)
            opened.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    assert opened.wait(20)
    yield numbers
    loop.call_soon_threadsafe(stop.set)
    thread.join(20)
    loop.close()


@pytest.fixture
def demo_company(db) -> Company:
    """The database of a demo, without anything in it."""
    return Company.objects.create(pk=1, name="De Brug", general_email="info@debrug.example", demo=True)
