"""Python environments in the checkout, installed from hash-locked requirements: .venv, and one for the peers."""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtool import machine
from devtool.paths import ROOT, VENV, give_up, say

RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"  # holds everything of RUNTIME, in the same versions
PEERS = "bench/requirements-peers.txt"  # what the product is measured beside
STAMP = "installed.json"  # in an environment: requirements file → SHA-256 of what was installed from it


def ensure(requirements: str = RUNTIME, folder: Path = VENV) -> None:
    """Make an environment hold what `requirements` locks; when it already does, that costs two small reads, no pip."""
    if is_current(requirements, folder):
        return
    python = folder / "bin" / "python"
    with only_one_at_a_time():
        if is_current(requirements, folder):
            return
        if not works(python):
            create(folder)
        say(f"Installing what {requirements} locks (only when it changes) …")
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        # --no-deps: the lock is complete, so there is nothing to resolve.
        done = subprocess.run([*install, "--no-deps", "--require-hashes", "-r", str(ROOT / requirements)])
        if done.returncode != 0:
            give_up("the dependencies could not be installed; pip says why above. Is a package index reachable?")
        stamp = {**installed(folder), requirements: digest(requirements)}
        if requirements == DEVELOPMENT:
            stamp[RUNTIME] = digest(RUNTIME)
        (folder / STAMP).write_text(json.dumps(stamp))


def is_current(requirements: str, folder: Path) -> bool:
    """Whether the environment was installed from exactly this file and its Python is still there."""
    return installed(folder).get(requirements) == digest(requirements) and (folder / "bin" / "python").exists()


def installed(folder: Path) -> dict[str, str]:
    """What the stamp in the environment says; empty when there is none."""
    try:
        return dict(json.loads((folder / STAMP).read_text()))
    except (OSError, ValueError):
        return {}


def digest(requirements: str) -> str:
    """SHA-256 of a requirements file."""
    return hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()


def works(python: Path) -> bool:
    """Whether this interpreter runs, is new enough and has pip."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([str(python), "-c", check], capture_output=True).returncode == 0


def create(folder: Path) -> None:
    """A new, empty virtual environment in `folder`, replacing what is there."""
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not machine.install_debian_packages([package]):
            give_up(f"this Python cannot make virtual environments. As root: apt-get install {package}")
    if folder.exists():
        shutil.rmtree(folder)
    say(f"Making {os.path.relpath(folder, ROOT)} with Python {sys.version.split()[0]} …")
    # In a new process: a package installed a moment ago is not visible in this one.
    if subprocess.run([sys.executable, "-m", "venv", str(folder)]).returncode != 0:
        give_up("the virtual environment could not be made; the lines above say why.")


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Two `./dev` of one checkout do not install at the same time: the second waits and finds the work done."""
    with (ROOT / "requirements.txt").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
