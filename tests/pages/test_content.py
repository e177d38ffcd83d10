"""The opening pages are written once, and then they are the editors'."""

from __future__ import annotations

import re

from django.core.management import call_command
from wagtail.models import Page, Site

from community.pages import opening_words
from community.pages.content import ensure_pages
from community.pages.models import HomePage, SiteIdentity, StandardPage


def test_a_second_run_makes_nothing_and_changes_nothing(opening_pages):
    before = list(Page.objects.order_by("pk").values_list("pk", "title", "last_published_at"))

    assert ensure_pages().created == ()
    after = list(Page.objects.order_by("pk").values_list("pk", "title", "last_published_at"))
    assert after == before


def test_an_edited_page_keeps_its_edits(opening_pages):
    terms = StandardPage.objects.get(slug="terms")
    terms.title = "The small print"
    terms.intro = "Ours."
    terms.save_revision().publish()
    SiteIdentity.objects.update(strapline="Our own words")

    ensure_pages()

    terms.refresh_from_db()
    assert (terms.title, terms.intro) == ("The small print", "Ours.")
    assert SiteIdentity.objects.get().strapline == "Our own words"


def test_a_draft_that_waits_is_left_waiting(opening_pages):
    privacy = StandardPage.objects.get(slug="privacy")
    privacy.intro = "A draft."
    privacy.save_revision()

    ensure_pages()

    privacy.refresh_from_db()
    assert privacy.has_unpublished_changes
    assert privacy.get_latest_revision_as_object().intro == "A draft."


def test_a_page_that_went_missing_comes_back(opening_pages):
    StandardPage.objects.get(slug="privacy").delete()

    assert ensure_pages().created == ("/privacy/",)


def test_the_site_opens_on_our_home_page_and_wagtails_own_is_gone(opening_pages):
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
    assert not Page.objects.filter(title__startswith="Welcome to your new").exists()


def test_every_opening_page_has_a_revision_to_go_back_to(opening_pages):
    for page in HomePage.objects.get().get_descendants(inclusive=True):
        assert page.latest_revision_id is not None


def test_the_command_says_what_it_made(boroughs, capsys):
    call_command("ensure_pages")
    assert "made /urgent-help/" in capsys.readouterr().out
    call_command("ensure_pages")
    assert "All pages are there." in capsys.readouterr().out


def _sentences() -> list[str]:
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for name, inside in value.items():
                if name not in {"type", "slug", "link", "picture", "tone"}:
                    walk(inside)
        elif isinstance(value, list | tuple):
            for inside in value:
                walk(inside)
        elif isinstance(value, str):
            ended = re.sub(r"</(p|li|h2|h3)>", ". ", value)
            plain = re.sub(r"<[^>]+>", "", ended)
            found.extend(
                each.strip() for each in re.split(r"[.!?:]+\s", plain + " ") if each.strip()
            )

    walk([opening_words.HOME, *opening_words.PAGES])
    return found


def test_the_opening_words_are_short_and_never_blame():
    sentences = _sentences()
    words = [len(sentence.split()) for sentence in sentences]

    assert sum(words) / len(words) < 13
    assert max(words) <= 34, max(sentences, key=lambda each: len(each.split()))
    for sentence in sentences:
        assert not re.search(
            r"\bviolat|\boffender|\bsuffer(s|er|ing) from\b", sentence, re.IGNORECASE
        )


def test_the_opening_words_name_nobody_and_claim_to_be_nobody():
    everything = " ".join(_sentences())

    assert not re.search(r"\bNELFT\b|\bwe are the NHS\b|\bour trust\b", everything)
