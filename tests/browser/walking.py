"""What a person does, step by step. Journeys share these; most work with JavaScript and without.

Every step waits on what the person would wait for (a heading, a line, a link), never on a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.mail import EmailMessage
from playwright.sync_api import Locator, Page, expect

DEMO_PASSWORD = "common-ground-demo"
LINK = re.compile(r"https?://[^/\s]+(/accounts/confirm-email/\S+)")


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is not a member yet."""

    name: str
    email: str
    password: str = "warm soup and stars"


def heading(page: Page, words: str | re.Pattern[str] = "") -> Locator:
    """The page's own heading."""
    found = page.get_by_role("heading", level=1)
    return found.filter(has_text=words) if words else found


# --- finding ------------------------------------------------------------------------------------
def search_from_home(page: Page, words: str) -> Locator:
    """Type into the one box of the first page; the list of groups that came back."""
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Search").click()
    expect(heading(page, "Find a group")).to_be_visible()
    return page.locator("#results .cg-groups").first.get_by_role("listitem")


# --- coming in ------------------------------------------------------------------------------------
def sign_in(page: Page, email: str, password: str = DEMO_PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(heading(page, "Hello")).to_be_visible()


def join(page: Page, person: Newcomer, mailbox: list[EmailMessage]) -> None:
    """From any page: the form, the message, the link in it. Ends signed in."""
    page.get_by_role("banner").get_by_role("link", name="Join").first.click()
    expect(heading(page, "Join")).to_be_visible()
    page.get_by_label("The name people will see").fill(person.name)
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("main").get_by_role("button", name="Join").click()
    expect(heading(page, "Check your e-mail")).to_be_visible()
    page.goto(verification_link(mailbox, person.email))
    expect(heading(page, "Almost there")).to_be_visible()
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(heading(page, f"Hello, {person.name}")).to_be_visible()


def verification_link(mailbox: list[EmailMessage], email: str) -> str:
    """The path in the message that went to ``email``; nothing private stands in its subject."""
    (message,) = [each for each in mailbox if each.to == [email]]
    found = LINK.search(str(message.body))
    assert found, message.body
    return found.group(1)


def agree_to_the_house_rules(page: Page) -> None:
    """On the page of the house rules: read, tick, go on."""
    expect(heading(page, "House rules")).to_be_visible()
    rules = page.get_by_role("main")
    expect(rules.get_by_role("heading", name="Be kind")).to_be_visible()
    expect(rules).not_to_contain_text("</")
    page.get_by_role("checkbox", name="I have read the house rules").check()
    page.get_by_role("button", name="Agree and go on").click()


# --- writing --------------------------------------------------------------------------------------
def open_category(page: Page, name: str) -> None:
    page.goto("/forum/")
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    expect(heading(page, name)).to_be_visible()


def fill_topic(page: Page, title: str, words: str) -> None:
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("What you would like to say").fill(words)


# --- the desk -------------------------------------------------------------------------------------
def take_case(page: Page, title: str) -> None:
    """Find a case on the desk, look at it and take it."""
    page.goto("/desk/")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title))
    card.get_by_role("button", name="Take it").click()
    expect(heading(page, title)).to_be_visible()
    expect(page.get_by_text("You are looking at this until")).to_be_visible()


def decide_case(page: Page, outcome: str) -> None:
    page.get_by_role("radio", name=outcome).check()
    page.get_by_role("main").get_by_role("button", name="Decide").click()
    expect(heading(page, "Desk")).to_be_visible()


# --- a live room ----------------------------------------------------------------------------------
def say(page: Page, words: str) -> None:
    """Write a line and send it, in a room where one has a seat."""
    page.get_by_label("Your line").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def line(page: Page, words: str) -> Locator:
    """A line of the conversation as it stands in the log."""
    return page.get_by_role("log").locator("[data-line]", has_text=words)


def look_again(page: Page) -> None:
    """Without JavaScript: load the room again, as its page offers."""
    page.get_by_role("link", name="Show new lines").click()
    expect(page.get_by_role("log")).to_be_visible()
