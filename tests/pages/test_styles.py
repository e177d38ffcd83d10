"""The stylesheets: light, from here only, and readable in both schemes."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from community.pages import nhs_css

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
FRAME = ("tokens.css", "nhs.css", "layout.css", "components.css")


def test_the_nhs_stylesheet_is_the_installed_one_in_our_colours():
    """After an upgrade of the design system: ``manage.py theme_nhs``, then look at the pages."""
    assert (CSS / "nhs.css").read_text(encoding="utf-8") == nhs_css.themed()


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_no_stylesheet_asks_another_host_or_brings_a_font(path):
    source = path.read_text(encoding="utf-8")

    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", source)
    assert "@import" not in source
    assert "@font-face" not in source
    assert "Frutiger" not in source


def test_colours_are_named_in_one_file():
    for name in ("layout.css", "components.css"):
        source = re.sub(r"@media print \{.*", "", (CSS / name).read_text(), flags=re.DOTALL)
        own = set(re.findall(r"#[0-9a-f]{3,8}\b", source))
        assert own <= {"#fff", "#0d3130", "#fffefa", "#6d110b"}, name


def test_what_every_page_loads_is_light(client, opening_pages):
    """Page, styles and our own scripts: under 60 KB compressed, a good part of 100 KB left."""
    weight = len(gzip.compress(client.get("/").content))
    weight += sum(len(gzip.compress((CSS / name).read_bytes())) for name in FRAME)
    scripts = Path(settings.BASE_DIR) / "static" / "js" / "site"
    weight += sum(len(gzip.compress(path.read_bytes())) for path in scripts.glob("*.js"))
    nhs = finders.find("wagtailnhsukfrontend/js/nhsuk-frontend-10.4.2.min.js")
    assert nhs is not None
    weight += len(gzip.compress(Path(nhs).read_bytes()))

    assert weight < 60_000


def scheme(dark: bool) -> dict[str, str]:
    """Token → colour in that scheme."""
    light_part, _, rest = TOKENS.partition("@media (prefers-color-scheme: dark)")
    dark_part = rest.partition("@media (prefers-contrast")[0]
    found = dict(re.findall(r"--cg-([a-z0-9-]+):\s*(#[0-9a-f]{6})", light_part))
    return (
        found | dict(re.findall(r"--cg-([a-z0-9-]+):\s*(#[0-9a-f]{6})", dark_part))
        if dark
        else found
    )


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ("paper", "sheet", "wash")
ON_GROUND = ("ink", "link", "link-hover", "link-visited")
PAIRS = [
    *((word, ground, 7.0) for word in ON_GROUND for ground in GROUNDS),
    *(("quiet", ground, 6.2) for ground in GROUNDS),
    *((tone, f"{tone}-soft", 6.0) for tone in ("groups", "forum", "rooms", "support", "desk")),
    *((tone, f"{tone}-soft", 6.0) for tone in ("good", "warn", "danger")),
    *(("ink", f"{tone}-soft", 7.0) for tone in ("groups", "forum", "rooms", "support", "desk")),
    ("on-solid", "action", 5.5),
    ("on-solid", "action-deep", 7.0),
    ("on-solid", "danger-solid", 6.0),
    ("focus-ink", "focus", 7.0),
    ("earth-words", "earth", 7.0),
    *(("edge", ground, 3.0) for ground in GROUNDS),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_words_stand_out_from_what_is_behind_them(front, back, least, dark):
    colours = scheme(dark)

    assert contrast(colours[front], colours[back]) >= least
