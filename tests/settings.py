"""The product's settings, with what tests need otherwise: a temporary data folder, cheap hashing, a fast database."""

import atexit
import os
import shutil
import tempfile

# Settled before the product's settings are read. One folder for each process that runs tests; programs which a test
# starts inherit it. (Each process of pytest-xdist has its own name, and so its own folder.)
_NAME = f"EASYFLEX_TEST_DATA_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
if _NAME not in os.environ:
    os.environ[_NAME] = tempfile.mkdtemp(prefix="easyflex-test-")
    atexit.register(shutil.rmtree, os.environ[_NAME], ignore_errors=True)
os.environ["EASYFLEX_DATA"] = os.environ[_NAME]

from easyflex.settings import *  # noqa: E402, F403
from easyflex.settings import DATA_DIR, DATABASES, STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns when it is not there

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is meant to be slow
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, because browser tests read it from several threads; a functional test survives no power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
