"""Where things are, and how `./dev` speaks to the person who called it."""

import os
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = ROOT / ".tools"
PEERS = TOOLS / "peers"
MANAGE = [str(PYTHON), str(ROOT / "manage.py")]  # how a management command begins


def data_folder() -> Path:
    """The data folder in force: EASYFLEX_DATA, or var/ in the checkout."""
    return Path(os.environ.get("EASYFLEX_DATA") or ROOT / "var").resolve()


def product_environment(data: Path | None = None) -> dict[str, str]:
    """The environment in which the product runs: this one, with the data folder settled and the checkout importable."""
    path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "EASYFLEX_DATA": str(data or data_folder()), "PYTHONPATH": path}


def say(sentence: str) -> None:
    """Tell progress on standard error, so that standard output stays a command's own."""
    print(sentence, file=sys.stderr, flush=True)


def give_up(sentence: str) -> NoReturn:
    """End with a sentence that tells what to do, and exit code 1."""
    sys.exit(f"dev: {sentence}")
