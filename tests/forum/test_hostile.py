"""Hostile words through every page of the forum."""

from __future__ import annotations

import time

import html5lib
import pytest
from django.urls import reverse

from community.text import MAX_LENGTH
from forum.models import Post, Topic
from tests.factories.forum import CategoryFactory, member

pytestmark = pytest.mark.django_db

BODIES = {
    "one byte": "x",
    "the limit": "word " * (MAX_LENGTH // 5),
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)> ![x](javascript:alert(1))",
    "svg": "<svg/onload=alert(1)>",
    "javascript link": "[x](javascript:alert(1)) [y](data:text/html,<script>alert(1)</script>)",
    "entity link": "[x](&#106;avascript:alert(1)) <a href='jav&#x09;ascript:alert(1)'>y</a>",
    "our own mark": "<!--own--> </article></main> <!--own-->",
    "textarea": "</textarea><script>alert(1)</script>",
    "nul": "a\x00b\x00c",
    "override": "\u202egnp.exe\u202c",
    "newlines": "a" + "\n" * 30_000 + "b",
    "quotes": ">" * 5000 + " x",
    "stars": "*" * 30_000,
    "brackets": "[" * 30_000,
    "lists": "- " * 2000 + "x",
    "emoji": "🧑‍🤝‍🧑" * 2500,
    "mentions": "@somebody " * 3000,
    "combining": "Z" + "\u0300" * 20_000,
    "long word": "a" * 32_000,
}
TITLES = {
    "markup": "<script>alert(1)</script>",
    "quotes": '"><img src=x onerror=alert(1)>',
    "braces": "{{ 7|add:7 }} {% debug %}",
    "arabic": "\u0645\u0631\u062d\u0628\u0627",
    "override": "\u202eabc",
    "emoji": "🙂🙂🙂",
    "percent": "100% %s %(x)s {0}",
}
BAD_TAGS = {"script", "img", "svg", "iframe", "object", "embed", "style", "form"}


def words_of(page: str):
    """The posts of a page as an HTML5 parser reads them."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    return [each for each in document.iter() if "cg-prose" in (each.get("class") or "").split()]


def check(page: str) -> None:
    found = words_of(page)
    assert found
    for prose in found:
        for element in prose.iter():
            assert element.tag not in BAD_TAGS
            assert not any(str(name).startswith("on") for name in element.attrib)
            assert not (element.get("href") or "").lower().startswith(("javascript:", "data:"))


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_stored_safely_or_refused_clearly(name, browser_of, client):
    browser, category = browser_of(member()), CategoryFactory()
    address = reverse("forum:new_topic", args=[category.slug])
    started = time.perf_counter()
    response = browser.post(address, {"title": "A plain title", "body": BODIES[name]})
    assert time.perf_counter() - started < 2
    assert response.status_code in (302, 422)
    if response.status_code == 422:
        assert "Something needs another look" in response.content.decode()
        assert not Post.objects.exists()
        return
    talk = Topic.objects.get()
    for page in (client.get(talk.get_absolute_url()), browser.get(talk.get_absolute_url())):
        check(page.content.decode())
        assert page.content.decode().count("</article>") == 1
    for path in (
        category.get_absolute_url(),
        "/forum/",
        "/forum/latest/",
        "/forum/search/?q=alert",
        reverse("forum:feed", args=[category.slug]),
        reverse("forum:reply", args=[talk.pk]) + f"?quote={Post.objects.get().pk}",
        reverse("forum:history", args=[Post.objects.get().pk]),
        reverse("forum:edit", args=[Post.objects.get().pk]),
    ):
        page = browser.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("name", TITLES)
def test_a_hostile_title_is_text_everywhere(name, browser_of):
    browser, category = browser_of(member()), CategoryFactory()
    response = browser.post(
        reverse("forum:new_topic", args=[category.slug]), {"title": TITLES[name], "body": "Hello."}
    )
    assert response.status_code == 302
    talk = Topic.objects.get()
    for path in (talk.get_absolute_url(), category.get_absolute_url(), "/forum/", "/forum/latest/"):
        page = browser.get(path).content.decode()
        document = html5lib.parse(page, namespaceHTMLElements=False)
        assert all(each.get("onerror") is None for each in document.iter())
        assert "<script>alert" not in page
    assert browser.get(reverse("forum:feed", args=[category.slug])).status_code == 200
