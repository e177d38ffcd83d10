"""Loads the demonstration community. Every step may be run again: what is there stays."""

from __future__ import annotations

from collections.abc import Callable

from community.demo import desk, people, rooms, rules
from community.demo.directory import load_groups
from community.demo.forum import load_forum
from community.demo.support import load_support
from community.pages.content import ensure_pages

Progress = Callable[[str], None]


def load(progress: Progress) -> None:
    """The whole community, in the order in which its parts need one another."""
    rules.load_rules()
    folk = people.load_people()
    progress(f"{len(folk)} people")
    load_groups(progress)
    ensure_pages()
    rules.load_rules()
    progress("pages")
    load_forum(progress, folk)
    rooms.load_rooms(progress, folk)
    load_support(progress, folk)
    desk.load_cases(progress, folk)
