"""Every template keeps the Content-Security-Policy, and lets nobody's words through unescaped."""

import re
from pathlib import Path

from django.template import engines

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

# Mail is read by mail programs: they know no stylesheet of ours and no policy.
WEB_PAGES = [path for path in TEMPLATES if "email" not in str(path.relative_to(ROOT))]

# What members wrote is stored twice: as typed, and as the clean HTML that our renderer made of
# it, in a field whose name says so. Only that field may be marked safe.
CALLED_SAFE = re.compile(r"([\w.]+)\s*\|\s*safe\b|\{%\s*autoescape\s+off", re.IGNORECASE)


def lines(path: Path, pattern: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1} {found[0][:60]}"
        for found in re.finditer(pattern, text, re.IGNORECASE)
    ]


def found_in(paths: list[Path], pattern: str) -> list[str]:
    return [line for path in paths for line in lines(path, pattern)]


def test_no_style_stands_in_a_tag():
    assert found_in(WEB_PAGES, r"<[a-z][^>]*\sstyle\s*=") == []


def test_no_script_stands_in_a_tag():
    assert found_in(WEB_PAGES, r"<[a-z][^>]*\son[a-z]+\s*=") == []
    assert found_in(WEB_PAGES, r"""(?:href|src|action)\s*=\s*["']\s*javascript:""") == []


def test_no_script_stands_between_tags():
    """A script has a file of its own, or is data that no browser runs."""
    allowed = r"(?![^>]*\bsrc=)(?![^>]*type=[\"'](?:application/(?:ld\+)?json|speculationrules))"

    assert found_in(WEB_PAGES, rf"<script\b{allowed}[^>]*>") == []
    assert found_in(WEB_PAGES, r"<style\b") == []


def test_nothing_comes_from_another_host():
    assert found_in(WEB_PAGES, r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"']https?:") == []


def test_nothing_is_called_safe_but_what_our_renderer_made():
    found = [
        f"{path.relative_to(ROOT)}: {mark[0]}"
        for path in TEMPLATES
        for mark in CALLED_SAFE.finditer(path.read_text(encoding="utf-8"))
        if not (mark[1] or "").endswith("_html")
    ]

    assert found == []


def test_every_template_can_be_read():
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        engines["django"].get_template(name)


def test_every_form_that_writes_carries_its_token():
    for path in WEB_PAGES:
        text = path.read_text(encoding="utf-8")
        for form in re.findall(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", text, re.S | re.I):
            assert "csrf_token" in form, f"{path.relative_to(ROOT)}: {form[:80]}"
