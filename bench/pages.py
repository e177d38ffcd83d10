"""Pages a second through the page entrance, as a visitor and signed in."""

import http.client
import re

from bench.common import HOST, Row, Site, page, report

MEMBER = "member@demo.example"


def first_link(site: Site, path: str, pattern: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", site.pages, timeout=30)
    connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    text = connection.getresponse().read().decode()
    connection.close()
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"No link like {pattern} on {path}")
    return found[1]


def measure(site: Site) -> None:
    category = first_link(site, "/forum/", r'href="(/forum/c/[\w-]+/)"')
    topic = first_link(site, category, r'href="(/forum/t/\d+/[\w-]+/)"')
    group = first_link(site, "/groups/", r'href="(/groups/(?!register)[\w-]+/)"')
    cookie = site.cookie(MEMBER)
    rows: list[Row] = [
        page(site, "alive (the floor of our stack)", "/healthz"),
        page(site, "home, anonymous", "/"),
        page(site, "topic list, anonymous", category),
        page(site, "topic, anonymous", topic),
        page(site, "group search, anonymous", "/groups/?q=gardening"),
        page(site, "group, anonymous", group),
        page(site, "topic list, signed in", category, cookie=cookie),
        page(site, "topic, signed in", topic, cookie=cookie),
    ]
    report("pages", rows, memory_mb_of_web_and_live=round(site.memory_mb()))
