"""The one big journey: from a search at night to a group that others can find.

Four people, four browsers: a resident who becomes a member, a moderator, an organiser, and the
service lead. The same people walk its core again with JavaScript off.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, WebSocket, expect

from tests.browser import walking
from tests.browser.walking import Newcomer, heading, line, say

MODERATOR = "moderator@demo.example"
ORGANISER = "organiser@demo.example"
LEAD = "lead@demo.example"

ROBIN = Newcomer("WindowsillHeron", "newcomer@post.example")
ROOM = "/rooms/the-kettle/"
NUMBER = "07700 900 123"
TITLE = "A tomato that survived the windowsill"
WORDS = "I am new here. One tomato has come through, and I am a bit proud of it."


class Ear:
    """Hears every frame that reaches a page by socket."""

    def __init__(self, page: Page) -> None:
        self.frames: list[str] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def heard(self, words: str) -> bool:
        return any(words in frame for frame in self.frames)


def find_a_gardening_group(page: Page) -> None:
    results = walking.search_from_home(page, "gardening near RM7 0AA")
    expect(page.locator("#results-heading")).to_contain_text("“gardening”, nearest to RM7 0AA")
    nearest = results.first
    expect(nearest).to_contain_text("miles away")
    link = nearest.get_by_role("link").first
    name = link.inner_text()
    link.click()
    expect(heading(page, name)).to_be_visible()
    for part in ("What happens", "Next times"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()


def start_a_first_topic(page: Page) -> str:
    """As a newcomer: the rules come first, the words wait meanwhile. Where the topic will be."""
    walking.open_category(page, "Gardening")
    page.get_by_role("link", name="Start a topic").click()
    walking.fill_topic(page, TITLE, WORDS)
    page.get_by_role("button", name="Start the topic").click()
    walking.agree_to_the_house_rules(page)
    # Nothing typed is lost on the way.
    expect(page.get_by_label("Title", exact=True)).to_have_value(TITLE)
    expect(page.get_by_label("What you would like to say")).to_have_value(WORDS)
    page.get_by_role("button", name="Start the topic").click()
    expect(heading(page, "Thank you. A person will read this first")).to_be_visible()
    expect(page.get_by_text("Your words are safe with us")).to_be_visible()
    walking.open_category(page, "Gardening")
    page.get_by_role("link", name=TITLE).click()
    expect(heading(page, TITLE)).to_be_visible()
    expect(page.get_by_text("Waiting for a moderator").first).to_be_visible()
    return page.url


def release_it_from_the_desk(page: Page) -> None:
    page.goto("/desk/")
    lanes = page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()
    assert [re.sub(r"\s*\d+$", "", each) for each in lanes] == [
        "Somebody may be in danger",
        "Harm",
        "How people treat each other",
        "Everyday",
    ]
    everyday = page.locator(".cg-lane").last
    expect(everyday.get_by_role("link", name=TITLE)).to_be_visible()
    walking.take_case(page, TITLE)
    expect(page.get_by_text(WORDS)).to_be_visible()
    walking.decide_case(page, "Release")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)


def find_it_shown_and_a_notice(page: Page, topic: str) -> None:
    page.goto(topic)
    expect(heading(page, TITLE)).to_be_visible()
    expect(page.get_by_text("Waiting for a moderator")).to_have_count(0)
    page.goto("/me/notices/")
    page.get_by_role("link", name="Your topic is now shown").click()
    expect(page.get_by_text("It is shown. Thank you for waiting.")).to_be_visible()
    page.get_by_role("link", name="See it where it is").click()
    expect(heading(page, TITLE)).to_be_visible()
    page.goto("/me/notices/")
    expect(page.get_by_role("link", name="Your topic is now shown")).to_be_visible()
    expect(page.get_by_text("New", exact=True)).to_have_count(0)


def open_the_room(host: Page) -> None:
    host.goto(ROOM)
    host.get_by_role("button", name="Open the room").click()
    come_in(host, "Come in as a host")


def come_in(page: Page, button: str = "Take a place") -> None:
    """Through the door, unless one is in the room already."""
    entrance = page.get_by_role("button", name=button)
    expect(entrance.or_(page.get_by_role("log"))).to_be_visible()
    if entrance.is_visible():
        entrance.click()
    expect(page.get_by_role("log")).to_be_visible()


def register_a_group(page: Page, name: str) -> None:
    page.goto("/groups/")
    page.get_by_role("link", name="Add it to the list").click()
    expect(heading(page, "Add a group to the list")).to_be_visible()
    page.get_by_label("Name of the group").fill(name)
    page.get_by_label("In one sentence").fill("Dahlias, a flask of tea and no hurry at all.")
    page.get_by_label("What happens?").fill("We plant, we water, we sit down.")
    page.get_by_role("checkbox", name="Gardening").check()
    page.get_by_role("checkbox", name="Wednesday").check()
    page.get_by_label("First date", exact=True).fill("2030-01-02")
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Ends at").fill("12:00")
    page.get_by_label("Name of the place").fill("The Lower Plot")
    page.get_by_label("Postcode", exact=True).fill("RM7 0AA")
    page.get_by_role("checkbox", name="The place knows that we meet there").check()
    page.get_by_role("checkbox", name="Havering").check()
    page.get_by_role("textbox", name=re.compile("Who runs")).fill("Friends of the Lower Plot")
    page.get_by_role("textbox", name=re.compile("e-mail")).fill("hello@lower-plot.example")
    page.get_by_role("button", name="Send it in").click()
    expect(heading(page, "Groups you look after")).to_be_visible()
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("Waiting")


def approve_it_in_the_workflow(page: Page, name: str) -> None:
    page.goto("/cms/")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name=name).first).to_be_visible()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve and Publish", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=name)).to_contain_text("updated")


def test_from_a_search_to_a_group_that_others_find(new_page, mailoutbox):
    resident, visitor = new_page(), new_page()

    find_a_gardening_group(resident)
    walking.join(resident, ROBIN, mailoutbox)
    topic = start_a_first_topic(resident)
    answer = visitor.goto(topic)
    assert answer is not None
    assert answer.status == 404

    moderator = new_page()
    walking.sign_in(moderator, MODERATOR)
    release_it_from_the_desk(moderator)
    find_it_shown_and_a_notice(resident, topic)
    visitor.goto(topic)
    expect(heading(visitor, TITLE)).to_be_visible()

    ear = Ear(moderator)
    open_the_room(moderator)
    resident.goto(ROOM)
    come_in(resident)
    say(moderator, "Good evening. The kettle is on.")
    expect(line(resident, "The kettle is on.")).to_be_visible()
    say(resident, "Hello from a windowsill gardener.")
    expect(line(moderator, "Hello from a windowsill gardener.")).to_be_visible()

    too_much = f"Ring me on {NUMBER} tonight"
    say(resident, too_much)
    expect(resident.get_by_text("phone number").first).to_be_visible()
    expect(resident.get_by_label("Your line")).to_have_value(too_much)
    say(resident, "I will leave the number out, then.")
    expect(line(moderator, "I will leave the number out, then.")).to_be_visible()
    # A later line came through, so the one before it never will.
    expect(moderator.get_by_text(NUMBER)).to_have_count(0)
    assert not ear.heard(NUMBER)
    assert ear.heard("leave the number out")

    organiser, lead = new_page(ORGANISER), new_page()
    name = "The Lower Plot Dahlia Club"
    register_a_group(organiser, name)
    assert walking.search_from_home(visitor, "dahlia").filter(has_text=name).count() == 0
    walking.sign_in(lead, LEAD)
    approve_it_in_the_workflow(lead, name)
    expect(walking.search_from_home(visitor, "dahlia RM7").filter(has_text=name)).to_have_count(1)


def test_the_same_core_with_javascript_off(new_page, mailoutbox):
    resident, moderator, organiser = (new_page(javascript=False) for _ in range(3))

    find_a_gardening_group(resident)
    walking.join(resident, ROBIN, mailoutbox)
    topic = start_a_first_topic(resident)
    walking.sign_in(moderator, MODERATOR)
    release_it_from_the_desk(moderator)
    find_it_shown_and_a_notice(resident, topic)

    open_the_room(moderator)
    say(moderator, "Good evening. The kettle is on.")
    resident.goto(ROOM)
    come_in(resident)
    expect(line(resident, "The kettle is on.")).to_be_visible()
    say(resident, "Hello from a windowsill gardener.")
    walking.look_again(moderator)
    expect(line(moderator, "Hello from a windowsill gardener.")).to_be_visible()

    too_much = f"Ring me on {NUMBER} tonight"
    say(resident, too_much)
    expect(resident.get_by_role("alert")).to_contain_text("phone number")
    expect(resident.get_by_label("Your line")).to_have_value(too_much)
    say(resident, "I will leave the number out, then.")
    walking.look_again(moderator)
    expect(line(moderator, "I will leave the number out, then.")).to_be_visible()
    expect(moderator.get_by_text(NUMBER)).to_have_count(0)
    resident.get_by_role("button", name="Leave the room").click()
    expect(heading(resident, "Live rooms")).to_be_visible()

    walking.sign_in(organiser, ORGANISER)
    register_a_group(organiser, "The Lower Plot Dahlia Club")
