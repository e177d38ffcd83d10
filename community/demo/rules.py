"""The first two versions of the house rules, and the numbers of the safe space."""

# ruff: noqa: E501

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Site

from community.safety.models import HouseRules, SafeSpaceSettings

SUMMARY = (
    "Be kind. Speak from your own experience. Keep names, addresses and phone numbers out, yours "
    "and other people’s. If you are in danger, get help now: we are not an emergency service."
)

FIRST = """\
## Be kind

We are all here because something has been hard. You do not have to agree with people. You do have to be gentle.

## Keep people safe

Please leave out names, addresses and phone numbers.
"""

SECOND = """\
## Be kind

We are all here because something has been hard. You do not have to agree with people. You do have to be gentle with them.

- Listen first. Ask before you give advice.
- Say “this helped me”, not “you should”.
- Never make fun of anybody for who they are or what they are going through.

## Keep yourself and others private

- Use a name you made up.
- Leave out phone numbers, e-mail addresses, home addresses, social media names and invitations to other places. Yours and anybody else’s.
- What people tell you here stays here.

## Take care with hard things

- You may say that you feel very low, or that you have thought about dying. You will not be told off. We will show you where to find help, and a person will look.
- Please do not describe ways of hurting yourself, amounts or places. It can put somebody else at risk.
- If something may be hard to read, add a content note, so that people can choose.

## What this place is not

- It is not a crisis service. Moderators read at set hours, and every page says when.
- It does not replace your doctor or your care team.
- It is not for selling, recruiting, research or the press.

## What we do

- Some words wait for a moderator before others see them. We tell you when, and why.
- If a moderator hides or removes something, we tell you why, in plain words.
- You can ask for somebody else to look again. A different moderator always does.
- You can report anything with one click. The person is not told who it was.
"""


def load_rules() -> None:
    """Idempotent: a version that is there is never touched."""
    now = timezone.now()
    HouseRules.objects.get_or_create(
        number=1,
        defaults={
            "summary": "Be kind, and keep names, addresses and numbers out.",
            "body": FIRST,
            "effective_from": now - timedelta(days=900),
        },
    )
    HouseRules.objects.get_or_create(
        number=2,
        defaults={"summary": SUMMARY, "body": SECOND, "effective_from": now - timedelta(days=500)},
    )
    site = Site.objects.filter(is_default_site=True).first()
    if site is not None:
        SafeSpaceSettings.for_site(site)
