"""The ports of the training mail server stay the same."""

import socket

import pytest

from demo import ports


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_ports_are_the_same_at_the_next_start():
    first = ports.settle(["plain", "ssl"])
    assert ports.settle(["plain", "ssl"]) == first == ports.recorded()
    assert len(set(first.values())) == 2


def test_a_new_name_gets_a_port_beside_the_old_ones():
    first = ports.settle(["plain"])
    second = ports.settle(["plain", "ssl"])
    assert second["plain"] == first["plain"] != second["ssl"]


def test_a_port_that_something_else_took_is_replaced():
    first = ports.settle(["plain", "ssl"])
    with socket.create_server((ports.HOST, first["plain"])):
        second = ports.settle(["plain", "ssl"], taken=["plain"])
    assert second["ssl"] == first["ssl"]
    assert second["plain"] not in first.values()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"plain": "x"}', "null"])
def test_a_file_that_cannot_be_read_counts_as_none(tmp_path, content):
    ports.settle(["plain"])
    (tmp_path / "training" / ports.FILE).write_text(content)
    assert ports.recorded() == {}
    assert ports.settle(["plain"])["plain"] in ports.CANDIDATES
