"""What a browser loads: ours or listed with licence and checksum, all of it there, none of it from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "easyflex" / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN = sorted(path for path in STATIC.rglob("*") if path.is_file())
STYLESHEETS = sorted(STATIC.glob("css/*.css"))
VENDORED = json.loads((STATIC / "VENDORED.json").read_text())

each_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
each_own_file = pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(STATIC)))


def static_files(path: Path) -> list[str]:
    """What a template names with {% static %}."""
    return re.findall(r"{%\s*static\s+['\"]([^'\"]+)['\"]", path.read_text())


@pytest.mark.parametrize("asset", VENDORED, ids=lambda asset: asset["name"])
def test_a_vendored_file_is_the_one_in_the_list(asset: dict[str, str]) -> None:
    path = finders.find(asset["file"])
    assert path
    content = Path(path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == asset["sha256"], "after an upgrade: look at it, then list the new one"
    assert asset["version"].encode() in content
    assert b"sourceMappingURL" not in content
    assert asset["licence"]


@each_template
def test_a_page_loads_only_files_that_are_ours_or_listed(path: Path) -> None:
    names = {name for name in static_files(path) if not (STATIC / name).is_file()}
    assert names - {asset["file"] for asset in VENDORED} == set()


@each_template
def test_every_static_file_of_a_template_exists(path: Path) -> None:
    assert [name for name in static_files(path) if not finders.find(name)] == []


def test_every_own_script_and_stylesheet_is_used() -> None:
    used = {name for path in TEMPLATES for name in static_files(path)}
    assert {str(path.relative_to(STATIC)) for path in OWN if path.suffix in (".js", ".css")} - used == set()


@each_template
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    """The Content-Security-Policy would refuse them."""
    source = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|hx-on", source) == []


@each_own_file
def test_no_file_asks_another_host_for_anything(path: Path) -> None:
    addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", path.read_text())
    assert [address for address in addresses if not address.endswith("www.w3.org/2000/svg")] == []


@each_own_file
def test_an_own_file_stays_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_every_icon_that_is_used_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    pattern = re.compile(
        r"_icon\.html\" with name=\"([\w-]+)\"|_(?:empty|status)\.html\" with [^%]*(?:icon|state)=\"([\w-]+)\""
    )
    used = {name for path in TEMPLATES for match in pattern.findall(path.read_text()) for name in match if name}
    assert used
    assert used - drawn == set()


def test_every_colour_that_is_used_has_a_value() -> None:
    styles = "".join(path.read_text() for path in STYLESHEETS)
    assert set(re.findall(r"var\((--[\w-]+)\)", styles)) - set(re.findall(r"(--[\w-]+):", styles)) == set()
