"""The numbers of the safe space: edited by staff, read everywhere."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """One way to reach a person now: ``action`` is what to do, ``href`` a tel: or sms: link."""

    name: str
    action: str
    number: str
    href: str
    note: str = ""


@register_setting(icon="warning")
class SafeSpaceSettings(BaseSiteSetting):
    """Crisis lines, opening hours and the gate's thresholds."""

    emergency_number = models.CharField(max_length=20, default="999")
    nhs_number = models.CharField(max_length=20, default="111")
    nhs_option = models.CharField(max_length=60, default="choose option 2")
    listening_name = models.CharField(max_length=60, default="Samaritans")
    listening_number = models.CharField(max_length=20, default="116 123")
    text_name = models.CharField(max_length=60, default="Shout")
    text_word = models.CharField(max_length=20, default="SHOUT")
    text_number = models.CharField(max_length=20, default="85258")
    local_name = models.CharField(
        max_length=80, blank=True, help_text="The local NHS crisis line, when there is one."
    )
    local_number = models.CharField(max_length=20, blank=True)
    local_hours = models.CharField(max_length=80, blank=True, default="24 hours, every day")
    staffed_from = models.TimeField(default=dt.time(9), help_text="When moderators start reading.")
    staffed_until = models.TimeField(default=dt.time(21), help_text="When the last one leaves.")
    allowed_hosts = models.TextField(
        blank=True,
        help_text="Web addresses members may link to, one a line, added to the built-in list.",
    )
    first_posts_held = models.PositiveSmallIntegerField(
        default=1, help_text="How many first contributions a person reads before others see them."
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("emergency_number"),
                FieldPanel("nhs_number"),
                FieldPanel("nhs_option"),
                FieldPanel("listening_name"),
                FieldPanel("listening_number"),
                FieldPanel("text_name"),
                FieldPanel("text_word"),
                FieldPanel("text_number"),
                FieldPanel("local_name"),
                FieldPanel("local_number"),
                FieldPanel("local_hours"),
            ],
            heading="Crisis lines",
        ),
        MultiFieldPanel(
            [FieldPanel("staffed_from"), FieldPanel("staffed_until")], heading="Who is reading"
        ),
        MultiFieldPanel(
            [FieldPanel("allowed_hosts"), FieldPanel("first_posts_held")], heading="The gate"
        ),
    ]

    class Meta:
        verbose_name = "safe space"

    def crisis_lines(self) -> list[CrisisLine]:
        """Most urgent first; a line without a number is left out."""
        lines = [
            CrisisLine(
                "Emergency",
                "Call",
                self.emergency_number,
                _tel(self.emergency_number),
                "or go to A&E, if a life is at risk now",
            ),
            CrisisLine(
                self.local_name,
                "Call",
                self.local_number,
                _tel(self.local_number),
                self.local_hours,
            ),
            CrisisLine(
                "NHS urgent mental health help",
                "Call",
                self.nhs_number,
                _tel(self.nhs_number),
                f"{self.nhs_option}, any time" if self.nhs_option else "any time",
            ),
            CrisisLine(
                self.listening_name,
                "Call",
                self.listening_number,
                _tel(self.listening_number),
                "free, any time, about anything",
            ),
            CrisisLine(
                self.text_name,
                f"Text {self.text_word} to",
                self.text_number,
                f"sms:{_digits(self.text_number)}?body={self.text_word}",
                "free and private, any time",
            ),
        ]
        return [line for line in lines if line.number and line.name]

    def numbers(self) -> frozenset[str]:
        """Digits of every number that members may always write."""
        fields = (
            self.emergency_number,
            self.nhs_number,
            self.listening_number,
            self.text_number,
            self.local_number,
        )
        return frozenset(filter(None, map(_digits, fields)))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _tel(number: str) -> str:
    return f"tel:{_digits(number)}"
