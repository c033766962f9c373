"""`./dev lock`: pin every dependency with its hashes, from pyproject.toml."""

import os
import subprocess

from devtool import environment
from devtool.paths import ROOT, TOOLS, give_up, say

# No index address may get into the files: they install from whatever index a machine is set up with.
FLAGS = ("--universal", "--python-version", "3.11", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
         "--generate-hashes", "--quiet")  # fmt: skip


def lock(arguments: list[str]) -> int:
    """Rewrite both requirements files; extra arguments (such as --upgrade) go to uv."""
    python = TOOLS / "bin" / "python"
    if not environment.works(python):
        environment.create(TOOLS)
        if subprocess.run([str(python), "-m", "pip", "install", "--quiet", "uv"]).returncode != 0:
            give_up("uv, which makes the lock, could not be installed; pip says why above.")
    runs = (
        ["-o", environment.RUNTIME],
        ["--group", "dev", "-c", environment.RUNTIME, "-o", environment.DEVELOPMENT],
    )
    for more in runs:
        command = [str(TOOLS / "bin" / "uv"), "pip", "compile", "pyproject.toml", *FLAGS, *more, *arguments]
        without_index = {name: value for name, value in os.environ.items() if name != "UV_CUSTOM_COMPILE_COMMAND"}
        done = subprocess.run(command, cwd=ROOT, env=without_index, stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            return done.returncode
        say(f"{more[-1]} written")
    return 0
