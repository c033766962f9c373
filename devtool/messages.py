"""`./dev messages`: bring each app's Dutch translation up to date with its texts, and compile it.

Each app translates its own texts (its code and templates/<app>) in its own locale folder; the project folder
translates those of the frame. New texts appear with an empty translation, texts that are gone disappear.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from devtool import environment
from devtool.paths import PYTHON, ROOT, product_environment, say

APPS = ("demo", "documents", "employees", "mailservers")
FRAME = "easyflex"
LANGUAGE = "nl"
KEYWORDS = (
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)  # fmt: skip
HEADER = """msgid ""
msgstr ""
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def messages(arguments: list[str]) -> int:
    """Run in the project's environment; arguments are the apps to do, all without."""
    environment.ensure(environment.DEVELOPMENT)
    os.execve(PYTHON, [str(PYTHON), "-m", "devtool.messages", *arguments], product_environment())


def sources(app: str) -> list[Path]:
    """The Python files and templates whose texts `app` translates."""
    templates = ROOT / "templates"
    own = [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    if app == FRAME:
        return sorted([*own, *templates.glob("*.html"), *(templates / "partials").rglob("*.html")])
    return sorted([*own, *(templates / app).rglob("*.*")])


def catalogue(app: str) -> Path:
    """The translation of `app`."""
    return ROOT / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def extract(app: str) -> bytes:
    """Every text of `app` as a template of a catalogue; empty when it has none."""
    from django.utils.translation.template import templatize

    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, path in enumerate(sources(app)):
            content = path.read_text()
            # Templates become something that looks like Python to xgettext, as Django's own makemessages does it.
            readable = content if path.suffix == ".py" else templatize(content, origin=str(path))
            name = Path(folder, f"{number}.py")
            name.write_text(readable)
            names.append(str(name))
        keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
        command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", *keywords]
        found = subprocess.run([*command, "--output=-", *names], check=True, capture_output=True).stdout
        # With --omit-header it would not know the encoding and drop every letter beyond ASCII.
        _header, _, texts = found.partition(b"\n\n")
        return texts


def update(app: str) -> int:
    """Merge the texts of `app` into its catalogue and compile it; returns how many lack a translation."""
    path = catalogue(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(HEADER)
    with tempfile.NamedTemporaryFile(suffix=".pot") as template:
        template.write(HEADER.encode() + b"\n" + extract(app))
        template.flush()
        merge = ["msgmerge", "--quiet", "--no-fuzzy-matching", "--sort-output", "--no-wrap", "--no-location"]
        merged = subprocess.run([*merge, str(path), template.name], check=True, capture_output=True).stdout
    kept = subprocess.run(
        ["msgattrib", "--no-obsolete", "--no-wrap", "-"], input=merged, check=True, capture_output=True
    )
    path.write_bytes(kept.stdout)
    subprocess.run(["msgfmt", "--check-format", "-o", str(path.with_suffix(".mo")), str(path)], check=True)
    untranslated = ["msgattrib", "--untranslated", "--no-obsolete", str(path)]
    lacking = subprocess.run(untranslated, check=True, capture_output=True).stdout
    return lacking.count(b"\nmsgid ")  # the header, at the very beginning, is not among them


def main() -> int:
    """Update the named catalogues; exit code 1 when a text has no translation yet."""
    lacking = {app: update(app) for app in sys.argv[1:] or (FRAME, *APPS)}
    for app, count in lacking.items():
        say(f"{app}: {f'{count} texts have no translation yet' if count else 'complete'}")
    return 1 if any(lacking.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
