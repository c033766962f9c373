"""What every test may use, and the two rules of a run: no skips where CI=true, and what runs on PostgreSQL too."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

TESTS = Path(__file__).parent
DATABASE_TESTS = (TESTS / "documents",)  # folders whose tests depend on the database's own behaviour


# No test may depend on how busy the machine is; Hypothesis times each example unless told otherwise.
# Developers' machines try new examples every time, continuous integration always the same ones.
hypothesis_settings.register_profile(
    "untimed",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
hypothesis_settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-tests",
        action="store_true",
        help="only what depends on the database: tests/documents and tests marked both_databases",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on SQLite and once more on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-tests"):
        return
    chosen = [item for item in items if on_both_databases(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def on_both_databases(item: pytest.Item) -> bool:
    in_folder = any(item.path.is_relative_to(folder) for folder in DATABASE_TESTS)
    return in_folder or item.get_closest_marker("both_databases") is not None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a missing part of the machine is a failure, never a skip."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        reporter.write_line("CI=true: a skipped test is a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _in_the_default_language() -> Iterator[None]:
    """A page in English leaves its thread in English; the next test must not notice."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The DATABASE_URL of the throw-away PostgreSQL that `./dev test` starts."""
    url = os.environ.get("EASYFLEX_TEST_POSTGRES")
    if not url:
        pytest.skip("no PostgreSQL: `./dev test` starts one")
    return url
