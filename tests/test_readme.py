"""The README tells the truth: settings, commands, versions, pictures."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
GENERATED_OR_PLACE = {"DATABASE_URL", "EASYFLEX_DATA", "SECRET_KEY", "FIELD_ENCRYPTION_KEYS"}


def settings_in_code() -> dict[str, str]:
    """Every environment variable that settings.py reads, with its default as text."""
    found = {}
    for node in ast.walk(ast.parse((ROOT / "easyflex" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env."):
            default = next((keyword.value for keyword in node.keywords if keyword.arg == "default"), None)
            found[ast.literal_eval(node.args[0])] = as_text(default)
    return found


def as_text(default: ast.expr | None) -> str:
    """A default as somebody would write it in the environment; empty when it is made up at run time."""
    try:
        value = eval(compile(ast.Expression(default), "default", "eval"), {}, {})  # arithmetic such as 4 * 3600
    except (NameError, TypeError):
        return ""
    return ",".join(value) if isinstance(value, list) else str(value)


def settings_in_readme() -> dict[str, str]:
    rows = re.findall(r"^\| `(\w+)` \|(.*?)\| .+ \|$", README, re.M)
    return {name: default.strip(" `") for name, default in rows}


def test_every_setting_is_in_the_table_and_no_other():
    assert sorted(settings_in_readme()) == sorted(settings_in_code())


@pytest.mark.parametrize("name", sorted(set(settings_in_code()) - GENERATED_OR_PLACE))
def test_the_table_gives_the_default_of_the_code(name):
    assert settings_in_readme().get(name, "missing") == settings_in_code()[name]


def test_nothing_else_in_the_product_reads_the_environment():
    readers = re.compile(r"os\.environ\b|os\.getenv\b|\benviron\.Env\b")
    allowed = {"easyflex/settings.py", "easyflex/environment.py", "easyflex/wsgi.py"}
    named_by_option = {  # the variable with a password, which the caller of the command names
        "mailservers/management/commands",
        "employees/management/commands",
    }
    for app in ("easyflex", "mailservers", "employees", "documents", "demo"):
        for path in (ROOT / app).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if name not in allowed and str(Path(name).parent) not in named_by_option:
                assert not readers.search(path.read_text()), name


@pytest.mark.parametrize("command", sorted(set(re.findall(r"\./dev (\w+)", README))))
def test_every_command_in_the_readme_exists(command):
    said = subprocess.run([sys.executable, str(ROOT / "dev"), "--help"], capture_output=True, text=True, check=True)
    assert f"  {command} " in said.stdout


@pytest.mark.parametrize("option", sorted(set(re.findall(r"\./dev start (--[\w-]+)", README)) - {"--help"}))
def test_every_option_of_start_in_the_readme_exists(option):
    command = [sys.executable, str(ROOT / "dev"), "start", "--help"]
    assert option in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_python_version_is_that_of_the_package_and_of_the_command():
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    assert f"Python {needed} or newer" in README
    assert f"NEEDED = ({needed.replace('.', ', ')})" in (ROOT / "dev").read_text()


def test_pictures_exist():
    for path in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file(), path


def test_the_import_arrows_are_those_that_the_test_of_imports_proves():
    from tests.test_imports import HOUSE

    drawn = re.search(r"^ +(demo ──► .*)$", README, re.M)
    assert drawn
    assert tuple(drawn[1].replace("/", ".").split(" ──► ")) == HOUSE
