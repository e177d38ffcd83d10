"""Workers, stories and requests; traits are states."""

from __future__ import annotations

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from community.support.models import Kind, Mode, RequestState, Story, SupportRequest, WorkerProfile
from tests.factories.accounts import MemberFactory


class WorkerProfileFactory(DjangoModelFactory):
    class Meta:
        model = WorkerProfile

    user = factory.SubFactory(MemberFactory, role="worker")
    first_name = factory.Sequence(lambda n: f"Robin {n}")
    slug = factory.Sequence(lambda n: f"robin-{n}")
    summary = "Robin likes tea and long walks."
    enjoys = "tea\nlong walks"
    listed = True


class StoryFactory(DjangoModelFactory):
    """Told to everybody; ``draft`` and ``held`` are not."""

    class Meta:
        model = Story

    worker = factory.SubFactory(WorkerProfileFactory)
    author = factory.SelfAttribute("worker.user")
    title = factory.Sequence(lambda n: f"How I came here {n}")
    slug = factory.Sequence(lambda n: f"how-i-came-here-{n}")
    body = "For a year I only read."
    body_html = "<p>For a year I only read.</p>"
    consented_at = factory.LazyFunction(timezone.now)
    state = "shown"

    class Params:
        draft = factory.Trait(consented_at=None)
        held = factory.Trait(state="held")
        hidden = factory.Trait(state="hidden")


class SupportRequestFactory(DjangoModelFactory):
    """A waiting request for a call; the traits are what became of it."""

    class Meta:
        model = SupportRequest

    member = factory.SubFactory(MemberFactory)
    kind = Kind.CALL_BACK
    mode = Mode.PHONE
    times = ["2026-11-24:morning"]
    phone = factory.LazyAttribute(
        lambda request: "+442079460018" if request.kind == Kind.CALL_BACK else ""
    )
    details = "I would like to talk about sleep."

    class Params:
        one_to_one = factory.Trait(kind=Kind.ONE_TO_ONE, mode=Mode.SIDE_BY_SIDE, times=[])
        urgent = factory.Trait(is_urgent=True)
        taken = factory.Trait(
            state=RequestState.TAKEN,
            worker=factory.SubFactory(MemberFactory, role="worker"),
            taken_at=factory.LazyFunction(timezone.now),
        )
        done = factory.Trait(
            state=RequestState.DONE,
            worker=factory.SubFactory(MemberFactory, role="worker"),
            closed_at=factory.LazyFunction(timezone.now),
        )
        withdrawn = factory.Trait(
            state=RequestState.WITHDRAWN,
            phone="",
            closed_at=factory.LazyFunction(timezone.now),
        )
