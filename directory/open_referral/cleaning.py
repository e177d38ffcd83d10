"""What other directories send, made fit to read: HTML to Markdown, mojibake mended, links apart."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import ftfy

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "tr",
        "blockquote",
        "pre",
        "hr",
        "dl",
        "dt",
        "dd",
    ]
)
_SILENT = frozenset(
    {"script", "style", "template", "head", "title", "noscript", "iframe", "object"}
)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\u00a0]+")
_LINES = re.compile(r"\n{3,}")
_LOOKS_LIKE_HTML = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,7});")
_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$", re.IGNORECASE)

# Mending is quadratic on some hostile strings: longer ones are cut before it begins.
MOST_RAW = 200_000


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text to keep, and the web addresses that its links led to, in order."""

    text: str
    links: tuple[str, ...] = ()


class _Reader(HTMLParser):
    """Headings, lists and paragraphs as Markdown; everything else as its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.silent = 0
        self.ordered: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.parts.append("\n\n### ")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a":
            link = web_address(dict(attrs).get("href") or "")
            if link:
                self.links.append(link)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def clean_text(raw: str) -> Cleaned:
    """Mended, without markup or control characters; never raises."""
    text = raw[:MOST_RAW]
    # Mended as it came, before entities are read: "â€™" was one letter once.
    text = ftfy.fix_text(text, unescape_html=False)
    links: tuple[str, ...] = ()
    if _LOOKS_LIKE_HTML.search(text):
        reader = _Reader()
        try:
            reader.feed(text)
            reader.close()
            text = "".join(reader.parts)
            links = tuple(dict.fromkeys(reader.links))
        except (AssertionError, ValueError, RecursionError):
            text = html.unescape(re.sub(r"<[^>]*>", " ", text))
        # Entities may have hidden a second layer of mojibake ("&Acirc;&pound;").
        text = ftfy.fix_text(text, unescape_html=False)
    return Cleaned(_tidy(text), links)


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROLS.sub("", text)
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    # A heading or a bullet with nothing in it says nothing.
    kept = ["" if line in {"###", "-"} else line for line in lines]
    return _LINES.sub("\n\n", "\n".join(kept)).strip()


def one_line(raw: str) -> str:
    return " ".join(clean_text(raw).text.replace("### ", "").split())


def web_address(raw: Any) -> str:
    """A usable http(s) address, or empty: "www.example.org" gains its scheme."""
    if not isinstance(raw, str):
        return ""
    text = _CONTROLS.sub("", raw).strip()
    if not text or len(text) > 500 or any(sign.isspace() for sign in text):
        return ""
    if "://" not in text and not text.lower().startswith(
        ("mailto:", "tel:", "javascript:", "data:")
    ):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.match(host):
        return ""
    return text


def first_sentences(text: str, limit: int = 280) -> str:
    """The beginning of a text, whole sentences as far as they fit."""
    plain = " ".join(line.lstrip("#- ") for line in text.split("\n") if line.strip())
    if len(plain) <= limit:
        return plain
    cut = plain[:limit]
    end = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    if end > limit // 3:
        return cut[: end + 1]
    return f"{cut[: cut.rfind(' ') if ' ' in cut else limit - 1].rstrip(' ,;:')}…"
