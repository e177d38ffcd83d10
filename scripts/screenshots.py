"""Pictures of every page type, for whoever changes a page to look at: ``make screenshots``.

Starts the site on a folder and a port of its own with the demonstration community, opens each
page at 360, 768 and 1280 px as each kind of person, and writes ``screenshots/<person>/<page>-
<width>.png``, an ``index.html`` to leaf through, and ``axe.txt``: what axe-core holds against
any of the pages. Ends with 1 when axe finds something or a page does not answer as it should.

    make screenshots                        all of them
    make screenshots ARGS="home topic"      pages whose name contains one of the words
"""

from __future__ import annotations

import contextlib
import html
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts.with_services import free_port
from tests.chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "screenshots"
PASSWORD = "common-ground-demo"
WIDTHS = {360: 740, 768: 1024, 1280: 900}
TALLEST = 12_000  # px: a very long page is cut, not refused


@dataclass(frozen=True)
class Shot:
    """A page: where it is, or from which page to follow the first link of each pattern."""

    name: str
    path: str
    links: tuple[str, ...] = ()
    status: int = 200


GROUP = r"^/groups/(?!register|map|week|mine)[\w-]+/$"
RESIDENT = [
    Shot("home", "/"),
    Shot("groups", "/groups/"),
    Shot("groups-search", "/groups/?q=gardening&postcode=RM7+0AA&within=5"),
    Shot("groups-nothing-found", "/groups/?q=zzzzzz"),
    Shot("groups-bad-postcode", "/groups/?postcode=nowhere", status=422),
    Shot("group", "/groups/", (GROUP,)),
    Shot("borough", "/boroughs/", (r"^/boroughs/[\w-]+/$",)),
    Shot("boroughs", "/boroughs/"),
    Shot("forum", "/forum/"),
    Shot("category", "/forum/", (r"^/forum/c/[\w-]+/$",)),
    Shot("topic", "/forum/c/gardening/", (r"^/forum/t/\d+/[\w-]+/$",)),
    Shot("rooms", "/rooms/"),
    Shot("room", "/rooms/", (r"^/rooms/[\w-]+/$",)),
    Shot("support", "/support/"),
    Shot("urgent-help", "/urgent-help/"),
    Shot("house-rules", "/house-rules/"),
    Shot("about", "/", (r"^/about[\w/-]*/$",)),
    Shot("privacy", "/privacy/"),
    Shot("accessibility", "/accessibility/"),
    Shot("report", "/groups/", (GROUP, r"^/safe-space/report/")),
    Shot("sign-in", "/accounts/login/"),
    Shot("sign-up", "/accounts/signup/"),
    Shot("not-found", "/no-such-page/", status=404),
]
MEMBER = [
    Shot("home", "/"),
    Shot("forum", "/forum/"),
    Shot("category", "/forum/", (r"^/forum/c/[\w-]+/$",)),
    Shot("topic", "/forum/c/gardening/", (r"^/forum/t/\d+/[\w-]+/$",)),
    Shot("new-topic", "/forum/c/gardening/", (r"^/forum/c/[\w-]+/new/$",)),
    Shot("room", "/rooms/", (r"^/rooms/[\w-]+/$",)),
    Shot("support", "/support/"),
    Shot("ask-for-support", "/support/", (r"^/support/[\w-]*(?:ask|request|call)[\w/-]*$",)),
    Shot("me", "/me/"),
    Shot("notices", "/me/notices/"),
    Shot("register-a-group", "/groups/register/"),
]
ORGANISER = [
    Shot("me", "/me/"),
    Shot("register-a-group", "/groups/register/"),
    Shot("my-groups", "/groups/mine/"),
]
MODERATOR = [
    Shot("desk", "/desk/"),
    Shot("case", "/desk/", (r"^/desk/[\da-f-]{36}/$",)),
    Shot("room", "/rooms/", (r"^/rooms/[\w-]+/$",)),
    Shot("topic", "/forum/c/gardening/", (r"^/forum/t/\d+/[\w-]+/$",)),
]
WORKER = [
    Shot("support", "/support/"),
    Shot("requests", "/support/work/"),
    Shot("request", "/support/work/", (r"^/support/work/[\da-f-]{36}/$",)),
    Shot("me", "/me/"),
]
PEOPLE: dict[str, tuple[str, list[Shot]]] = {
    "resident": ("", RESIDENT),
    "member": ("member@demo.example", MEMBER),
    "organiser": ("organiser@demo.example", ORGANISER),
    "moderator": ("moderator@demo.example", MODERATOR),
    "worker": ("worker@demo.example", WORKER),
}


@dataclass
class Findings:
    """What somebody must look at."""

    axe: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)


@contextlib.contextmanager
def running_site() -> Iterator[str]:
    """The embedded site with the demonstration community; ``SITE=http://…`` uses one that runs."""
    if running := os.environ.get("SITE"):
        yield running.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="cg-screenshots-") as folder:
        port = free_port()
        child = subprocess.Popen(
            [sys.executable, "-P", str(ROOT / "community" / "launch.py")],
            env={**os.environ, "PORT": str(port), "VAR_DIR": folder, "LOG_LEVEL": "WARNING"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        try:
            for line in child.stdout:
                print(f"  {line}", end="", flush=True)
                if line.startswith("Ready:"):
                    break
            else:
                sys.exit("The site did not start.")
            yield f"http://127.0.0.1:{port}"
        finally:
            child.send_signal(signal.SIGINT)
            child.communicate(timeout=30)


def context_for(browser: Browser, site: str, email: str, width: int) -> BrowserContext:
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": WIDTHS[width]},
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    if email:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        if "/accounts/login/" in page.url:
            sys.exit(f"Could not sign in as {email}")
        page.close()
    return context


def find_link(page: Page, pattern: str) -> str | None:
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return next((href for href in hrefs if re.search(pattern, href)), None)


def take(page: Page, person: str, shot: Shot, width: int, findings: Findings) -> None:
    where = f"{person} {shot.name} {width}"
    answer = page.goto(shot.path)
    for link in shot.links:
        target = find_link(page, link)
        if target is None:
            findings.wrong.append(f"{where}: no link like {link} on {page.url}")
            return
        answer = page.goto(target)
    if answer is None or answer.status != shot.status:
        findings.wrong.append(
            f"{where}: {page.url} answered {answer and answer.status}, not {shot.status}"
        )
    page.wait_for_load_state("load")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        findings.wrong.append(f"{where}: {page.url} is {wide} px wider than the screen")
    file = OUT / person / f"{shot.name}-{width}.png"
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    box = {"x": 0, "y": 0, "width": width, "height": height}
    page.screenshot(path=str(file), full_page=True, clip=box, animations="disabled")
    findings.pictures.append(file)
    for violation in Axe().run(page).response["violations"]:
        nodes = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:4])
        findings.axe.append(
            f"{where} {page.url}: {violation['id']} ({violation['impact']}): "
            f"{violation['help']}: {nodes}"
        )


def take_all(browser: Browser, site: str, words: list[str], findings: Findings) -> None:
    for person, (email, shots) in PEOPLE.items():
        wanted = [shot for shot in shots if not words or any(word in shot.name for word in words)]
        if not wanted:
            continue
        (OUT / person).mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            context = context_for(browser, site, email, width)
            page = context.new_page()
            for shot in wanted:
                take(page, person, shot, width, findings)
            context.close()
        print(f"  {person}: {len(wanted)} pages at {len(WIDTHS)} sizes", flush=True)


def write_index(findings: Findings) -> None:
    rows = []
    for picture in findings.pictures:
        name = html.escape(str(picture.relative_to(OUT)))
        rows.append(f'<figure><img src="{name}" loading="lazy"><figcaption>{name}</figcaption>')
    style = "body{font:16px sans-serif}figure{display:inline-block;vertical-align:top}"
    style += "img{max-width:420px;border:1px solid #999}"
    text = f"<!doctype html><title>Screenshots</title><style>{style}</style>" + "\n".join(rows)
    (OUT / "index.html").write_text(text, encoding="utf-8")
    (OUT / "axe.txt").write_text("\n".join(findings.axe) + "\n", encoding="utf-8")


def main(words: list[str]) -> int:
    if CHROMIUM is None:
        sys.exit("No Chromium here. Debian: apt-get install chromium, or set CHROMIUM=/path")
    findings = Findings()
    with running_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take_all(browser, site, words, findings)
        browser.close()
    write_index(findings)
    for line in (*findings.wrong, *findings.axe):
        print(f"  ! {line}")
    print(
        f"{len(findings.pictures)} pictures in {OUT}; "
        f"{len(findings.axe)} findings of axe, {len(findings.wrong)} pages to look at"
    )
    return 1 if findings.axe or findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
