"""Page types, and who runs the site. Every word on these pages can be changed by staff."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from community.pages.blocks import DRAWINGS, DoorBlock, IdeaBlock, NumberBlock, PageBody


@register_setting(icon="home", order=100)
class SiteIdentity(BaseSiteSetting):
    """Name, words and addresses that say whose site this is."""

    service_name = models.CharField(
        max_length=60, blank=True, help_text="Empty: the name in this machine's settings."
    )
    strapline = models.CharField(max_length=90, blank=True, default="Peer support, near you")
    organisation = models.CharField(
        max_length=120, blank=True, help_text="Who runs the service, as the footer says it."
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: our own drawing. The service name always stands beside it.",
    )
    exit_url = models.URLField(
        "where Exit this page goes",
        default="https://www.bbc.co.uk/weather",
        help_text="An ordinary page that nobody would wonder about.",
    )
    feedback_email = models.EmailField(blank=True)
    accountable_person = models.CharField(
        "who answers for safety",
        max_length=120,
        blank=True,
        help_text="A role, such as “lead for lived experience”. Shown at the foot of every page.",
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("service_name"),
                FieldPanel("strapline"),
                FieldPanel("organisation"),
                FieldPanel("logo"),
            ],
            heading="Name",
        ),
        MultiFieldPanel(
            [
                FieldPanel("exit_url"),
                FieldPanel("feedback_email"),
                FieldPanel("accountable_person"),
            ],
            heading="Addresses",
        ),
    ]

    class Meta:
        verbose_name = "site identity"

    def clean(self) -> None:
        super().clean()
        if self.exit_url and not self.exit_url.startswith("https://"):
            raise ValidationError({"exit_url": "Choose a page that starts with https://."})


class WordsPage(Page):
    """What every page of words has: an opening, a body, a picture, a date it was checked."""

    intro = models.TextField(blank=True, help_text="One or two plain sentences under the title.")
    picture = models.CharField(max_length=20, choices=DRAWINGS, blank=True)
    body = StreamField(PageBody(), blank=True)
    checked_on = models.DateField(
        null=True, blank=True, help_text="When somebody last made sure that this page is right."
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FieldPanel("checked_on"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True


class StandardPage(WordsPage):
    """An ordinary page of words."""

    template = "pages/standard.html"
    subpage_types = ["pages.StandardPage"]

    class Meta:
        verbose_name = "page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from community.pages.queries import part_of

        return {**super().get_context(request, *args, **kwargs), "part": part_of(self, request)}


class SectionPage(WordsPage):
    """A page that leads on to the pages below it."""

    template = "pages/section.html"
    subpage_types = ["pages.StandardPage", "pages.SectionPage"]

    class Meta:
        verbose_name = "section"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from community.pages.queries import pages_below

        return {**super().get_context(request, *args, **kwargs), "children": pages_below(self)}


class HomePage(Page):
    """The first screen: one plain sentence, one search box, three doors."""

    template = "pages/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.StandardPage",
        "pages.SectionPage",
        "pages.UrgentHelpPage",
        "pages.HouseRulesPage",
        "pages.BoroughIndexPage",
    ]

    sentence = models.CharField(max_length=120, help_text="One plain sentence: the page's heading.")
    words = models.CharField(max_length=220, blank=True)
    search_label = models.CharField(max_length=80, default="Find a group near you")
    search_hint = models.CharField(max_length=120, default="What you like doing, or your postcode")
    doors = StreamField(
        [("door", DoorBlock())],
        block_counts={"door": {"min_num": 3, "max_num": 3}},
    )
    promise_heading = models.CharField(max_length=80, blank=True)
    promises = StreamField([("promise", IdeaBlock())], blank=True, max_num=6)
    body = StreamField(PageBody(), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("sentence"), FieldPanel("words")], heading="First sentence"),
        MultiFieldPanel([FieldPanel("search_label"), FieldPanel("search_hint")], heading="Search"),
        FieldPanel("doors"),
        MultiFieldPanel([FieldPanel("promise_heading"), FieldPanel("promises")], heading="Promise"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "home page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from community.pages.queries import next_sessions

        return {
            **super().get_context(request, *args, **kwargs),
            "sessions": next_sessions(request, limit=3),
        }


class UrgentHelpPage(WordsPage):
    """Help now. The numbers come from the safe space settings."""

    template = "pages/urgent_help.html"
    max_count = 1
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "urgent help page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from community.pages.crisis import crisis_lines

        lines = crisis_lines(request)
        return {
            **super().get_context(request, *args, **kwargs),
            "emergency": lines[0] if lines else None,
            "lines": lines[1:],
        }


class HouseRulesPage(WordsPage):
    """The house rules in force, and every version before them with its dates."""

    template = "pages/house_rules.html"
    max_count = 1
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "house rules page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from community.pages.queries import house_rules, past_rules

        return {
            **super().get_context(request, *args, **kwargs),
            "rules": house_rules(),
            "past_rules": past_rules(),
        }


class BoroughIndexPage(WordsPage):
    """All boroughs that the service covers."""

    template = "pages/borough_index.html"
    max_count = 1
    subpage_types = ["pages.BoroughPage"]

    class Meta:
        verbose_name = "boroughs"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from community.pages.queries import borough_cards

        return {
            **super().get_context(request, *args, **kwargs),
            "boroughs": borough_cards(self, request),
        }


class BoroughPage(WordsPage):
    """One borough: its groups, its workers, its numbers."""

    template = "pages/borough.html"
    parent_page_types = ["pages.BoroughIndexPage"]
    subpage_types: list[str] = []

    borough = models.OneToOneField(
        "directory.Borough", on_delete=models.PROTECT, related_name="page"
    )
    numbers = StreamField(
        [("number", NumberBlock())],
        blank=True,
        help_text="Local numbers. Crisis lines are added by themselves.",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("borough"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FieldPanel("numbers"),
        FieldPanel("checked_on"),
    ]

    class Meta:
        verbose_name = "borough page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from community.pages.queries import borough_facts

        return {
            **super().get_context(request, *args, **kwargs),
            **borough_facts(self, request),
        }
