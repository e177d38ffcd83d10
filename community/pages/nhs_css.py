"""Turns the NHS design system's stylesheet into ours: same structure, our colours, no fonts.

The stylesheet that comes with ``wagtail-nhsuk-frontend`` names a font on another server and
writes its colours out by value, so neither a dark scheme nor another body's colours could be
had by setting a few properties. ``manage.py theme_nhs`` reads it once, after each upgrade, and
writes ``static/css/nhs.css``, where every colour is a token of ``static/css/tokens.css``, the
font files are gone and so are the parts that our own frame replaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import wagtailnhsukfrontend

SOURCE_FOLDER = (
    Path(wagtailnhsukfrontend.__file__).parent / "static" / "wagtailnhsukfrontend" / "css"
)

# Parts that templates/base.html and templates/components/ draw in their own way.
REPLACED = re.compile(
    r"\.nhsuk-(header|footer|hero|breadcrumb|pagination|code|width-container|"
    r"main-wrapper|u-static)|^\.app-|^a\b|\+(h[1-6]|\.nhsuk-heading)"
)
DROPPED_AT_RULES = ("@font-face", "@charset")

# What a colour means depends on what it paints: words, a surface or an edge.
WORDS = {
    "#212b32": "--cg-ink",
    "#fff": "--cg-on-solid",
    "#005eb8": "--cg-link",
    "#004b93": "--cg-link-hover",
    "#003d78": "--cg-link-hover",
    "#002f5c": "--cg-link-hover",
    "#7c2855": "--cg-link-hover",
    "#330072": "--cg-link-visited",
    "#4c6272": "--cg-quiet",
    "#768692": "--cg-quiet",
    "#aeb7bd": "--cg-quiet",
    "#d5281b": "--cg-danger",
    "#007f3b": "--cg-good",
}
SURFACES = {
    "#212b32": "--cg-ink",
    "#fff": "--cg-sheet",
    "#005eb8": "--cg-action",
    "#007f3b": "--cg-action",
    "#00662f": "--cg-action-deep",
    "#00401e": "--cg-action-deep",
    "#004b93": "--cg-action-deep",
    "#003d78": "--cg-action-deep",
    "#002f5c": "--cg-action-deep",
    "#0055a6": "--cg-action-deep",
    "#f0f4f5": "--cg-wash",
    "#d8dde0": "--cg-line",
    "#d5281b": "--cg-danger-solid",
    "#aa2016": "--cg-danger-deep",
    "#6b140e": "--cg-danger-deep",
    "#fff9c4": "--cg-warn-soft",
    "#d9e7f4": "--cg-accent-soft",
    "#c7dcef": "--cg-accent-soft",
    "#edf4fa": "--cg-accent-soft",
}
EDGES = {
    "#212b32": "--cg-ink",
    "#fff": "--cg-sheet",
    "#005eb8": "--cg-link",
    "#d8dde0": "--cg-line",
    "#aeb7bd": "--cg-line-strong",
    "#4c6272": "--cg-edge",
    "#768692": "--cg-edge",
    "#d5281b": "--cg-danger",
    "#007f3b": "--cg-good",
    "#00401e": "--cg-action-deep",
    "#002f5c": "--cg-action-deep",
    "#6b140e": "--cg-danger-deep",
    "#ffeb3b": "--cg-focus",
    "#f0f4f5": "--cg-wash",
}
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)


def source() -> Path:
    """The stylesheet of the installed design system. Raises ``FileNotFoundError``."""
    found = sorted(SOURCE_FOLDER.glob("nhsuk-frontend-*.min.css"))
    if not found:
        raise FileNotFoundError(SOURCE_FOLDER)
    return found[-1]


def themed() -> str:
    """The whole of ``static/css/nhs.css``. The same input gives the same output."""
    path = source()
    head = f"/* Made from {path.name} by manage.py theme_nhs. Do not edit: edit tokens.css. */\n"
    return head + _rules(path.read_text(encoding="utf-8")) + "\n"


def _rules(css: str) -> str:
    return "".join(_rule(selector, body) for selector, body in _blocks(css))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Each ``selector{body}`` at this level; a statement without a body has an empty one."""
    start = at = 0
    while at < len(css):
        if css[at] == ";":
            yield css[start:at].strip(), ""
            start = at + 1
        elif css[at] == "{":
            depth, end = 1, at + 1
            while depth:
                depth += {"{": 1, "}": -1}.get(css[end], 0)
                end += 1
            yield css[start:at].strip(), css[at + 1 : end - 1]
            start, at = end, end - 1
        at += 1


def _rule(selector: str, body: str) -> str:
    selector = re.sub(r"/\*.*?\*/", "", selector, flags=re.DOTALL).strip()
    if not selector or selector.startswith(DROPPED_AT_RULES) or "-ms-" in selector:
        return ""
    if "screen\\0" in selector:
        return ""
    if selector.startswith("@media"):
        inside = _rules(body)
        return f"{selector}{{{inside}}}" if inside else ""
    if selector.startswith("@"):
        return f"{selector}{{{body}}}"
    kept = [each for each in _selectors(selector) if not REPLACED.search(each)]
    if not kept or (kept == [":root"]):
        return ""
    selector = ",".join(kept)
    return f"{selector}{{{_declarations(selector, body)}}}"


def _selectors(selector: str) -> list[str]:
    """Split at commas outside brackets: ``a:is(b,c),d`` is two selectors."""
    return re.split(r",(?![^()]*\))", selector)


def _declarations(selector: str, body: str) -> str:
    focus = ":focus" in selector or "#ffeb3b" in body
    return ";".join(_declaration(each, focus=focus) for each in body.split(";") if each)


def _declaration(text: str, *, focus: bool) -> str:
    name, _, value = text.partition(":")
    if name == "font-family" and "Frutiger" in value:
        return "font-family:var(--cg-font)"
    if name in {"color", "fill", "stroke", "text-decoration-color", "-webkit-text-fill-color"}:
        meanings = WORDS
    elif name.startswith("background"):
        meanings = SURFACES
    else:
        meanings = EDGES

    def token(found: re.Match[str]) -> str:
        colour = found.group().lower()
        if colour == "#ffeb3b":
            return "var(--cg-focus)"
        if focus and colour == "#212b32":
            return "var(--cg-focus-ink)"
        meaning = meanings.get(colour)
        return f"var({meaning})" if meaning else found.group()

    return f"{name}:{COLOUR.sub(token, value)}"
