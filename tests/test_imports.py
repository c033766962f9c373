"""The one-way rule: demo → documents → employees → mailservers → mailservers.smtp, which knows no Django."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ("demo", "documents", "employees", "mailservers", "mailservers.smtp")  # each may import what stands after it
OUTSIDE_THE_CORE = ("django", "easyflex", "environ")  # what the protocol core must do without


def part_of(module: str) -> str | None:
    """The part of the house that a dotted module name belongs to; None for libraries and the project folder."""
    return next((part for part in reversed(HOUSE) if module == part or module.startswith(f"{part}.")), None)


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Each module that a file imports, with the line; `from . import x` is resolved."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            yield node.lineno, base
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def wrong_imports(root: Path) -> list[str]:
    """Every import against the arrows, as "file:line imports module"."""
    wrong = []
    for folder in ("demo", "documents", "employees", "mailservers"):
        for path in sorted((root / folder).rglob("*.py")):
            own = part_of(module_name(path, root))
            for line, name in imported(path, root):
                target = part_of(name)
                upwards = own and target and HOUSE.index(target) < HOUSE.index(own)
                impure = own == "mailservers.smtp" and name.split(".")[0] in OUTSIDE_THE_CORE
                if upwards or impure:
                    wrong.append(f"{path.relative_to(root)}:{line} imports {name}")
    return wrong


def test_imports_go_one_way() -> None:
    assert wrong_imports(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        (
            "mailservers/forms/x.py",
            "\nfrom employees.models import Employee",
            "mailservers/forms/x.py:2 imports employees.models",
        ),
        ("employees/x.py", "import documents.intake", "employees/x.py:1 imports documents.intake"),
        (
            "mailservers/smtp/x.py",
            "from ..models import MailServer",
            "mailservers/smtp/x.py:1 imports mailservers.models",
        ),
        (
            "mailservers/smtp/x.py",
            "def f():\n    from django.conf import settings",
            "mailservers/smtp/x.py:2 imports django.conf",
        ),
        ("documents/x.py", "from demo import mailbox", "documents/x.py:1 imports demo"),
    ],
)
def test_an_import_against_the_arrow_is_named_with_file_and_line(
    tmp_path: Path, file: str, text: str, found: str
) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert found in wrong_imports(tmp_path)


def test_an_import_along_the_arrow_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "documents" / "x.py"
    path.parent.mkdir()
    path.write_text("from employees import tokens\nfrom mailservers.smtp import replies\nfrom . import y")
    assert wrong_imports(tmp_path) == []
