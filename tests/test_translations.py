"""Every text of the product exists in Dutch, in its own app's catalogue, and nothing is left over or left out."""

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
FRAME = "easyflex"
APPS = (FRAME, "demo", "documents", "employees", "mailservers")
CALL = re.compile(r"""(?<!\w)(n?gettext|_)\(((?:\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?)+)""")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%([sd])")
# Words in templates that are the same in every language.
SAME_EVERYWHERE = {"Easyflex", "SMTP", "TLS", "ms", "kB", "openapi", "json"}


def sources(app: str) -> list[Path]:
    """The code and the templates whose texts `app` translates."""
    code = [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    if app == FRAME:
        return [*code, *TEMPLATES.glob("*.html"), *(TEMPLATES / "partials").glob("*.html")]
    return [*code, *(path for path in (TEMPLATES / app).rglob("*") if path.is_file())]


def calls_in(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Name and literal arguments of each call of a gettext function (a variable is translated where it is written)."""
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield (
                    node.func.id,
                    [a.value for a in node.args if isinstance(a, ast.Constant) and a.value == str(a.value)],
                )
    else:  # Django turns a template into something like code, in which xgettext finds the same calls
        for name, literals in CALL.findall(templatize(path.read_text(), origin=str(path))):
            yield name, list(ast.literal_eval(f"({literals},)".replace(",,", ",")))


def texts_in(path: Path) -> Iterator[str | tuple[str, str]]:
    """Each translatable text of a file; (singular, plural) where it counts. Contexts are not used in this product."""
    for name, literals in calls_in(path):
        function = name.removesuffix("_lazy").removesuffix("_noop")
        assert "pgettext" not in function, f"{path}: give contexts a test first"
        if function == "ngettext":
            yield literals[0], literals[1]
        elif function in ("_", "gettext") and literals:
            yield literals[0]


@cache
def texts(app: str) -> frozenset[str | tuple[str, str]]:
    return frozenset(text for path in sources(app) for text in texts_in(path))


@cache
def catalogue(app: str) -> Catalog:
    with (ROOT / app / "locale/nl/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="nl", abort_invalid=True)


def messages(app: str) -> list[Message]:
    """What the catalogue translates; an empty translation counts as none."""
    return [message for message in catalogue(app) if message.id and all(every(message.string))]


def every(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def placeholders(text: str) -> list[str]:
    return sorted(match[0] for match in PLACEHOLDER.finditer(text.replace("%%", "")))


@pytest.mark.parametrize("app", APPS)
def test_every_text_has_a_dutch_translation(app: str) -> None:
    translated = {message.id for message in messages(app)}
    singulars = {every(key)[0] for key in translated}  # gettext finds a text by its singular
    lacking = [text for text in texts(app) if text not in translated and every(text)[0] not in singulars]
    assert lacking == [], f"translate these in {app}/locale (./dev messages {app})"


@pytest.mark.parametrize("app", APPS)
def test_a_text_that_counts_has_both_dutch_forms(app: str) -> None:
    plurals = {text for text in texts(app) if isinstance(text, tuple)}
    both = {
        message.id for message in messages(app) if isinstance(message.id, tuple) and len(every(message.string)) == 2
    }
    assert plurals - both == set()


@pytest.mark.parametrize("app", APPS)
def test_no_translation_outlives_its_text(app: str) -> None:
    used = {every(text)[0] for text in texts(app)}
    assert [message.id for message in messages(app) if every(message.id)[0] not in used] == []


@pytest.mark.parametrize("app", APPS)
def test_translations_are_finished_and_sorted(app: str) -> None:
    source = (ROOT / app / "locale/nl/LC_MESSAGES/django.po").read_text()
    assert "fuzzy" not in source
    assert "#~" not in source, "a text that is gone is deleted"
    assert "#: " not in source, "line numbers change with every edit"
    keys = [every(message.id)[0] for message in messages(app)]
    assert keys == sorted(keys)


@pytest.mark.parametrize("app", APPS)
def test_translations_keep_the_placeholders(app: str) -> None:
    wrong = []
    for message in messages(app):
        known = {tuple(placeholders(text)) for text in every(message.id)}
        for form, string in enumerate(every(message.string)):
            expected = {tuple(placeholders(every(message.id)[min(form, len(every(message.id)) - 1)]))}
            # "1 document" may be counted in words: the first form may also use what the plural has.
            if not {tuple(placeholders(string))} <= (known if form == 0 else expected):
                wrong.append((message.id, string))
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_the_compiled_catalogue_is_the_readable_one(app: str) -> None:
    with (ROOT / app / "locale/nl/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = {key: text for key, text in gettext.GNUTranslations(file)._catalog.items() if key}  # type: ignore[attr-defined]
    readable: dict[str | tuple[str, int], str] = {}
    for message in messages(app):
        if isinstance(message.id, str):
            readable[message.id] = every(message.string)[0]
        else:
            readable |= {(message.id[0], form): string for form, string in enumerate(every(message.string))}
    assert compiled == readable


def test_one_text_has_one_translation_in_all_apps() -> None:
    """Django merges the catalogues: with two translations of one text the order of the apps would decide."""
    seen: dict[str, tuple[str, tuple[str, ...]]] = {}
    clashes = []
    for app in APPS:
        for message in messages(app):
            key = every(message.id)[0]
            first = seen.setdefault(key, (app, every(message.string)))
            if first[1][0] != every(message.string)[0]:
                clashes.append((key, first, app, every(message.string)))
    assert clashes == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_has_no_words_outside_the_translation(path: Path) -> None:
    words = [word for word in re.findall(r"[^\W\d_]{2,}", bare_text(path.read_text())) if word not in SAME_EVERYWHERE]
    assert words == []


def bare_text(source: str) -> str:
    """What a template says by itself: text and spoken attributes, without tags, translations, code and examples."""
    kept, translating = [], False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if name == "block" and token.contents.endswith(" width"):
                name = "comment"  # its content is a class
            translating = name in ("blocktranslate", "comment") or (translating and not name.startswith("end"))
        elif token.token_type == TokenType.TEXT and not translating:
            kept.append(token.contents)
        elif token.token_type == TokenType.VAR:
            kept.append("{}")
    text = re.sub(r"<(code|pre|kbd)\b.*?</\1>|<!--.*?-->", " ", "".join(kept), flags=re.DOTALL)
    spoken = re.findall(r"\s(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", text)
    return " ".join([re.sub(r"<[^>]*>|&\w+;", " ", text), *spoken])
