"""The people of the demonstration community. All invented; one password for the named five."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from community.accounts.models import Circle, CircleKind, CircleMembership, Profile, Role, User
from community.safety.models import Agreement, MemberRecord, State
from community.safety.queries import current_house_rules

DATA = Path(__file__).parent / "data"
PASSWORD = "common-ground-demo"  # noqa: S105  (published in the README; demonstration only)

# e-mail, display name, role in the whole site
NAMED = (
    ("member@demo.example", "Marigold", None),
    ("organiser@demo.example", "BramblePatch", None),
    ("moderator@demo.example", "Linnet", Role.MODERATOR),
    ("worker@demo.example", "WorkerAsha", Role.WORKER),
    ("lead@demo.example", "Rowan", Role.LEAD),
    ("moderator-two@demo.example", "Alder", Role.MODERATOR),
    ("worker-two@demo.example", "WorkerTomasz", Role.WORKER),
    ("worker-three@demo.example", "WorkerEniola", Role.WORKER),
    ("worker-four@demo.example", "WorkerRukhsana", Role.WORKER),
    ("worker-five@demo.example", "WorkerDelroy", Role.WORKER),
    ("worker-six@demo.example", "WorkerMei", Role.WORKER),
)
GARDENERS = "thursday-gardeners"


def pseudonyms() -> list[str]:
    """Every author named in the topics, in a stable order."""
    names: dict[str, None] = {}
    for path in sorted((DATA / "topics").glob("*.json")):
        for topic in json.loads(path.read_text(encoding="utf-8")):
            names[topic["author"]] = None
            for post in topic["posts"]:
                names[post["author"]] = None
    return list(names)


def load_people() -> dict[str, User]:
    """Everybody by display name. Idempotent: people who are there are left as they are."""
    site = site_circle()
    people = dict(_named(site))
    others = [name for name in pseudonyms() if name not in people]
    people |= bulk_people(others, "people")
    _gardeners(people)
    return people


def site_circle() -> Circle:
    circle, _ = Circle.objects.get_or_create(
        kind=CircleKind.SITE, defaults={"name": "Everyone here", "slug": "everyone"}
    )
    return circle


def _named(site: Circle) -> Iterable[tuple[str, User]]:
    hashed = make_password(PASSWORD)
    for email, name, role in NAMED:
        user, created = User.objects.get_or_create(email=email, defaults={"password": hashed})
        if created:
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            Profile.objects.create(user=user, author=user, display_name=name, state=State.SHOWN)
            _settle([user])
        if role is not None:
            CircleMembership.objects.get_or_create(circle=site, user=user, role=role)
        if role == Role.LEAD and not user.is_superuser:
            User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
        yield name, user


def bulk_people(names: list[str], prefix: str) -> dict[str, User]:
    """Members without a password, a thousand in a few statements."""
    have = {
        profile.display_name: profile.user
        for profile in Profile.objects.filter(display_name__in=names).select_related("user")
    }
    missing = [name for name in names if name not in have]
    unusable = make_password(None)
    joined = timezone.now() - timedelta(days=420)
    start = User.objects.filter(email__startswith=f"{prefix}-").count()
    users = User.objects.bulk_create(
        [
            User(
                email=f"{prefix}-{start + index}@demo.example",
                password=unusable,
                date_joined=joined + timedelta(hours=7 * index % 9000),
            )
            for index, _ in enumerate(missing)
        ],
        batch_size=500,
    )
    Profile.objects.bulk_create(
        [
            Profile(user=user, author=user, display_name=name, state=State.SHOWN)
            for name, user in zip(missing, users, strict=True)
        ],
        batch_size=500,
    )
    _settle(users)
    return have | dict(zip(missing, users, strict=True))


def _settle(users: list[User]) -> None:
    """They have been here a while: known to the gate, and agreed to the rules."""
    MemberRecord.objects.bulk_create(
        [MemberRecord(member=user, shown_count=25) for user in users], ignore_conflicts=True
    )
    rules = current_house_rules()
    if rules is not None:
        Agreement.objects.bulk_create(
            [Agreement(member=user, rules=rules) for user in users], ignore_conflicts=True
        )


def _gardeners(people: dict[str, User]) -> None:
    circle, _ = Circle.objects.get_or_create(
        slug=GARDENERS, defaults={"name": "Thursday gardeners", "kind": CircleKind.GROUP}
    )
    roles = {"BramblePatch": Role.ORGANISER, "Marigold": Role.MEMBER, "WonkyCarrot": Role.MEMBER}
    for name, role in roles.items():
        if name in people:
            CircleMembership.objects.get_or_create(circle=circle, user=people[name], role=role)
