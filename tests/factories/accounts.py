"""Members, staff and circles; traits are states.

``MemberFactory(known=True)`` has been here a while; ``MemberFactory(role="worker")`` works here.
"""

from __future__ import annotations

import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from community.accounts.models import Circle, CircleKind, CircleMembership, Profile, User
from community.accounts.queries import build_viewer
from community.safety.models import Agreement, HouseRules, MemberRecord
from community.safety.viewers import Viewer

PASSWORD = "a-quiet-heron-waits"


def site_circle() -> Circle:
    circle, _ = Circle.objects.get_or_create(
        kind=CircleKind.SITE, defaults={"name": "Everyone here", "slug": "everyone"}
    )
    return circle


class CircleFactory(DjangoModelFactory):
    class Meta:
        model = Circle

    name = factory.Sequence(lambda n: f"Circle {n}")
    slug = factory.Sequence(lambda n: f"circle-{n}")


class HouseRulesFactory(DjangoModelFactory):
    class Meta:
        model = HouseRules

    number = factory.Sequence(lambda n: n + 1)
    summary = "Be kind."
    body = "## Be kind\n\nSpeak from your own experience."


class MemberFactory(DjangoModelFactory):
    """A member with a shown profile and a checked e-mail address."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"member-{n}@example.org")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def name(self, create, given, **kwargs):
        Profile.objects.create(
            user=self,
            author=self,
            display_name=given or f"Heron {self.pk}",
            state=kwargs.get("state", "shown"),
        )
        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    @factory.post_generation
    def role(self, create, given, **kwargs):
        """A role in the whole site."""
        if given:
            CircleMembership.objects.create(circle=site_circle(), user=self, role=given)

    @factory.post_generation
    def known(self, create, given, **kwargs):
        """The gate has let their first words through."""
        if given:
            MemberRecord.objects.create(member=self, shown_count=50)

    @factory.post_generation
    def agreed(self, create, given, **kwargs):
        """Said yes to the house rules in force."""
        if given:
            rules = HouseRules.objects.order_by("-number").first() or HouseRulesFactory()
            Agreement.objects.create(member=self, rules=rules)


def viewer(user: User) -> Viewer:
    return build_viewer(user.pk)
