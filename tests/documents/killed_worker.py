"""A worker that is gone without a word after its k-th step: python -m tests.documents.killed_worker K.

Steps are the moments before and after each thing that is done to a document: claimed, handed to the connection,
answered, handed in, recorded, given back. Exit code 9 when it was killed, 0 when it got to its end first.
"""

import os
import sys
from typing import Any

import django


class Steps:
    """Counts, and ends the process at the chosen one: no handler runs, no file is closed, nothing is flushed."""

    def __init__(self, last: int) -> None:
        self.left = last

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(9)

    def around(self, owner: Any, name: str) -> None:
        """A step before and one after each call."""
        original = getattr(owner, name)

        def stepped(*arguments: Any, **options: Any) -> Any:
            self.step()
            result = original(*arguments, **options)
            self.step()
            return result

        setattr(owner, name, stepped)


def main() -> None:
    django.setup()
    from django.db import connection

    from documents import leases
    from documents.queue import store_for
    from documents.worker import Supervisor
    from documents.worker.carrier import Carrier
    from documents.worker.recorder import Recorder

    steps = Steps(int(sys.argv[1]))
    store = type(store_for(connection))
    for owner, name in (
        (leases, "join"),
        (store, "claim"),
        (Carrier, "_envelope"),
        (Carrier, "_take_note"),
        (Recorder, "hand_in"),
        (store, "record"),
        (leases, "leave"),
    ):
        steps.around(owner, name)
    Supervisor(until_empty=True).run()


if __name__ == "__main__":
    main()
