"""Everything by keys alone: no mouse moves in these journeys.

Each step goes on with Tab until the wanted thing has the focus, and on the way looks at what a
person would miss: a focus that cannot be seen, or that the fixed strip covers.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.walking import DEMO_PASSWORD, heading

MEMBER = "member@demo.example"
FAR = 250  # presses of Tab before we say that something cannot be reached

# What is wrong with the element that has the focus now; empty when it can be seen and is not
# covered by anything else.
FOCUS_TROUBLE = """async () => {
    const trouble = () => {
    const at = document.activeElement;
    if (!at || at === document.body) return "";
    const name = `${at.tagName} ${at.textContent.trim().slice(0, 40)} ${at.name ?? ""}`;
    if (!at.matches(":focus-visible")) return `${name}: its focus is not shown`;
    const boxes = [at, at.labels?.[0]].filter(Boolean).map((each) => each.getBoundingClientRect());
    const seen = boxes.some((box) => {
        const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
        for (const y of [box.top + 2, box.top + box.height / 2, box.bottom - 2]) {
            const over = document.elementFromPoint(x, y);
            if (over && (at.contains(over) || over.contains(at) || over.closest("label"))) {
                return true;
            }
        }
        return false;
    });
    return seen ? "" : `${name}: it is covered or out of sight`;
    };
    if (!trouble()) return "";
    // Once more when the page has settled: it may have scrolled to the focus only just now.
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    return trouble();
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        trouble = page.evaluate(FOCUS_TROUBLE)
        assert not trouble, f"{page.url}: {trouble}"
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: Tab does not reach {wanted}")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, wanted: Locator, words: str) -> None:
    tab_to(page, wanted)
    page.keyboard.type(words)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_resident_finds_and_opens_a_group(new_page, size):
    page = new_page(size=size)
    page.goto("/")

    write(page, page.get_by_role("searchbox"), "gardening RM7")
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_contain_text("gardening")
    first = page.locator("#results .cg-groups").first.get_by_role("link").first
    name = first.inner_text()
    press(page, first)

    expect(heading(page, name)).to_be_visible()


def test_the_first_stop_skips_to_what_the_page_is_about(new_page):
    page = new_page()
    page.goto("/forum/")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_a_member_signs_in_replies_and_reports(new_page):
    page = new_page()
    page.goto("/accounts/login/")
    write(page, page.get_by_label("E-mail address"), MEMBER)
    write(page, page.get_by_label("Password", exact=True), DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(heading(page, "Hello, Marigold")).to_be_visible()

    press(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Forum"))
    expect(heading(page)).to_be_visible()
    press(page, page.get_by_role("main").get_by_role("link", name="Gardening", exact=True))
    expect(heading(page, "Gardening")).to_be_visible()
    press(page, page.get_by_role("link", name="Slugs: a calm and reasonable discussion"))
    expect(heading(page, "Slugs")).to_be_visible()
    write(page, page.get_by_role("textbox", name="Your reply"), "A ring of grit has helped mine.")
    press(page, page.get_by_role("button", name="Send your reply"))
    mine = page.get_by_role("article").filter(has_text="A ring of grit has helped mine.")
    expect(mine).to_be_visible()

    page.goto(page.url.partition("#")[0])
    press(page, page.get_by_role("link", name="Report this post by").nth(1))
    expect(heading(page, "Tell us about this post")).to_be_visible()
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    write(page, page.get_by_role("textbox", name="Anything that helps"), "It felt unkind to me.")
    press(page, page.get_by_role("button", name="Send", exact=True))

    expect(heading(page, "Thank you for telling us")).to_be_visible()


def test_shift_three_times_leaves_at_once(new_page, live_site):
    from community.pages.models import SiteIdentity

    # Somewhere ordinary that is not ours in life; here no request may go to another host.
    neutral = f"{live_site.url}/robots.txt"
    SiteIdentity.objects.update(exit_url=neutral)
    page = new_page(MEMBER)
    page.goto("/me/notices/")

    for _ in range(3):
        page.keyboard.press("Shift")

    page.wait_for_url(neutral)
    assert "Notices" not in page.content()
