"""`./dev lock`: pin every dependency with its hashes, from pyproject.toml."""

import os
import subprocess

from devtool import environment
from devtool.paths import ROOT, TOOLS, give_up, say

# No index address may get into the files: they install from whatever index a machine is set up with.
FLAGS = ("--universal", "--python-version", "3.11", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
         "--generate-hashes", "--quiet")  # fmt: skip


def lock(arguments: list[str]) -> int:
    """Rewrite the requirements files; extra arguments (such as --upgrade) go to uv."""
    programs = TOOLS / "uv" / "bin"
    python = programs / "python"
    if not environment.works(python):
        environment.create(TOOLS / "uv")
        if subprocess.run([str(python), "-m", "pip", "install", "--quiet", "uv"]).returncode != 0:
            give_up("uv, which makes the lock, could not be installed; pip says why above.")
    runs = (
        ["pyproject.toml", "-o", environment.RUNTIME],
        ["pyproject.toml", "--group", "dev", "-c", environment.RUNTIME, "-o", environment.DEVELOPMENT],
        ["--group", "peers", "-c", environment.RUNTIME, "-o", environment.PEERS],
    )
    for more in runs:
        command = [str(programs / "uv"), "pip", "compile", *FLAGS, *more, *arguments]
        without_index = {name: value for name, value in os.environ.items() if name != "UV_CUSTOM_COMPILE_COMMAND"}
        done = subprocess.run(command, cwd=ROOT, env=without_index, stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            return done.returncode
        say(f"{more[-1]} written")
    return 0
