"""What tests and benchmarks need of the machine beside Python, and how to get it on Debian."""

import glob
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devtool.paths import ROOT, give_up, say

POLICY = Path("/usr/sbin/policy-rc.d")  # Debian asks it before a package starts its service
SBIN = "/usr/sbin:/sbin"  # not in everybody's PATH


@dataclass(frozen=True)
class Need:
    """Something that is used: the Debian package that brings it, and how to see that it is there."""

    package: str
    purpose: str
    present: Callable[[], bool]


def has_program(*names: str) -> bool:
    """Whether one of these programs can be found, system folders included."""
    return any(shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SBIN}") for name in names)


NEEDS = (
    Need(
        "postgresql", "tests and benchmarks on PostgreSQL", lambda: bool(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    ),
    Need("chromium", "the tests in a browser", lambda: has_program("chromium", "chromium-browser")),
    Need("gettext", "the tests of the translations", lambda: has_program("msgfmt")),
    Need(
        "postfix", "tests and benchmarks against Postfix", lambda: has_program("postfix") and has_program("smtp-sink")
    ),
    Need("npm", "the tests against nodemailer's smtp-server", lambda: has_program("npm") and has_program("node")),
)


BENCHMARKS = ("postgresql", "postfix")  # the packages that benchmarks use


def provide() -> list[str]:
    """Install what tests miss where that is allowed; returns one sentence for each thing that stays missing."""
    return provide_packages(need.package for need in NEEDS) + provide_node_modules()


def provide_packages(packages: Iterable[str]) -> list[str]:
    """The same for these Debian packages alone."""
    wanted = set(packages)
    missing = [need for need in NEEDS if need.package in wanted and not need.present()]
    if missing:
        install_debian_packages([need.package for need in missing])
    return [
        f"{need.package} is missing, for {need.purpose} (as root: apt-get install {need.package})"
        for need in missing
        if not need.present()
    ]


def install_debian_packages(packages: list[str]) -> bool:
    """Install these with apt-get; False when this is not a Debian machine, we are not root, or apt-get failed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing Debian packages: {' '.join(packages)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    with no_service_starts():
        for command in (["apt-get", "update", "-qq"], install):
            done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL)
    return done.returncode == 0


@contextmanager
def no_service_starts() -> Iterator[None]:
    """Keep freshly installed packages from starting their daemons: the tests start what they need themselves."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def provide_node_modules() -> list[str]:
    """The locked npm packages, installed when package-lock.json changed."""
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".installed-lock"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return []
    if not has_program("npm"):
        return ["the npm packages of package-lock.json are missing (npm ci)"]
    say("Installing what package-lock.json locks …")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode != 0:
        return ["the npm packages could not be installed (npm ci says why above)"]
    stamp.write_bytes(lock.read_bytes())
    return []


def report(missing: list[str]) -> None:
    """Say what is missing; where CI=true that is the end, never a skip."""
    for sentence in missing:
        say(f"Missing: {sentence}")
    if missing and os.environ.get("CI") == "true":
        give_up("with CI=true nothing may be missing.")
