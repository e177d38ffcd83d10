"""Open cases of every severity for the demonstration's moderators.

The words go through the same actions as anybody's. Where a case is about something that the
machine would not have seen, a person's report brings it to the desk, as in life.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction

from community.accounts.models import Profile, User
from community.accounts.queries import build_viewer
from community.demo.people import DATA, bulk_people
from community.safety import subjects
from community.safety.actions.report import open_case_for_hold, report
from community.safety.models import Case, State
from community.safety.verdicts import Outcome, Reason, Severity, Verdict
from community.safety.viewers import RESIDENT
from directory.models import Group
from forum.actions.posts import post_reply
from forum.actions.topics import start_topic
from forum.models import Post, Topic


def load_cases(progress: Callable[[str], None], people: dict[str, User]) -> None:
    """Idempotent: nothing is added while any case is there."""
    if Case.objects.exists():
        progress(f"{Case.objects.count()} cases")
        return
    entries = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
    authors = bulk_people(
        list(dict.fromkeys(entry["author"] for entry in entries if entry["kind"] != "group")),
        "newcomers",
    )
    for entry in entries:
        with transaction.atomic():
            subject = _subject(entry, authors)
            if entry["state"] == "held":
                _hold(subject, entry)
            if entry["report"]:
                _report(subject, entry["report"], people)
            _rank(subject, entry["severity"])
    progress(f"{Case.objects.count()} cases")


def _subject(entry: dict[str, Any], authors: dict[str, User]) -> Any:
    if entry["kind"] == "display_name":
        return Profile.objects.get(user=authors[entry["author"]])
    if entry["kind"] == "group":
        taken = Case.objects.filter(subject_type="directory.group").values_list("subject_id")
        return Group.objects.exclude(pk__in=[int(pk) for (pk,) in taken]).order_by("pk")[0]
    viewer = build_viewer(authors[entry["author"]].pk)
    if entry["kind"] == "topic":
        result = start_topic(viewer, entry["category"], title=entry["title"], body=entry["body"])
    else:
        topic = (
            Topic.objects.shown()
            .filter(category__slug=entry["category"], locked=False)
            .order_by("-last_activity", "-pk")[0]
        )
        result = post_reply(viewer, topic.pk, body=entry["body"])
    if not result.stored:
        return _waiting_anyway(entry, viewer)
    if entry["kind"] == "topic":
        return Topic.objects.get(pk=result.topic_id)
    return Post.objects.get(pk=result.post_id)


def _waiting_anyway(entry: dict[str, Any], viewer: Any) -> Any:
    """What was refused at the first try waits at the second: the author pressed again."""
    topic = Topic.objects.shown().filter(category__slug=entry["category"], locked=False)[0]
    result = post_reply(viewer, topic.pk, body=entry["body"] + "\n\n(I wrote this again.)")
    return Post.objects.get(pk=result.post_id)


def _hold(subject: Any, entry: dict[str, Any]) -> None:
    if subject.state == State.HELD:
        return
    subject_type = subjects.for_object(subject)
    subject_type.set_state(subject_type.lock(str(subject.pk)), State.HELD)
    reason = Reason(
        code="space.premoderated",
        rule="space",
        outcome=Outcome.HOLD,
        severity=Severity(entry["severity"]),
        message="A moderator reads this first.",
    )
    open_case_for_hold(subject, Verdict.from_reasons((reason,)))


def _report(subject: Any, entry: dict[str, str], people: dict[str, User]) -> None:
    subject_type = subjects.for_object(subject)
    if subject.state == State.HELD:
        subject_type.set_state(subject_type.lock(str(subject.pk)), State.SHOWN)
    reporter = people.get(entry["reporter"])
    viewer = build_viewer(reporter.pk) if reporter else RESIDENT
    reference = getattr(subject, subject_type.lookup)
    report(subject_type.key, reference, viewer, entry["kind"], entry["note"])


def _rank(subject: Any, severity: int) -> None:
    """A moderator has already sorted these, so that every severity is there to see."""
    found = subjects.for_object(subject)
    Case.objects.filter(subject_type=found.key, subject_id=str(subject.pk)).update(
        severity=severity
    )
