"""The settings suit production."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_djangos_own_check_of_a_deployment_finds_nothing(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "EASYFLEX_DATA": str(tmp_path),
        "EASYFLEX_HTTPS": "True",
        "ALLOWED_HOSTS": "mail.agency.example",
    }
    command = [
        sys.executable,
        "-W",
        "error::DeprecationWarning",
        "manage.py",
        "check",
        "--deploy",
        "--fail-level=WARNING",
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_a_new_data_folder_and_its_secrets_are_for_their_owner_only(tmp_path):
    folder = tmp_path / "data"
    environment = {"PATH": os.environ["PATH"], "EASYFLEX_DATA": str(folder)}
    subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, check=True, timeout=60)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
