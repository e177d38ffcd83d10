"""One's own space: how others see one, one's data, leaving; circles, roles and blocks."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from community import erasure
from community.accounts import actions, queries
from community.accounts.models import Block, CircleMembership, Identity, Profile, User
from community.notices.actions import tell
from community.safety import gate
from community.safety.models import Agreement, State
from community.safety.queries import has_agreed
from community.safety.viewers import RESIDENT
from tests.factories.accounts import (
    PASSWORD,
    CircleFactory,
    HouseRulesFactory,
    MemberFactory,
    site_circle,
    viewer,
)
from tests.factories.support import SupportRequestFactory

pytestmark = pytest.mark.django_db
PROFILE = reverse("accounts_me:profile")
CLOSE = reverse("accounts_me:close")


@pytest.fixture
def member(client):
    user = MemberFactory(name="QuietHeron", known=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", ["home", "profile", "export", "close"])
def test_ones_own_space_asks_a_visitor_to_sign_in(client, name):
    answer = client.get(reverse(f"accounts_me:{name}"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_a_changed_profile_is_shown_to_others(client, member):
    form = {"display_name": "Tea and Toast", "pronouns": "she/her", "about": "I like **rain**."}
    assert client.post(PROFILE, form).status_code == 302
    profile = Profile.objects.get()
    assert (profile.display_name, profile.state) == ("Tea and Toast", State.SHOWN)
    assert "<strong>rain</strong>" in profile.about_html
    assert queries.faces([member.pk])[member.pk].name == "Tea and Toast"
    assert client.get(PROFILE).context["form"].initial["pronouns"] == "she/her"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"display_name": "07700 900123 call me"}, "display_name"),
        ({"display_name": "QuietHeron", "about": "Ring 07700 900123"}, "about"),
        ({"display_name": "QuietHeron", "pronouns": "mail me@mail.example"}, "pronouns"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "QuietHeron", "about": "a" * 1001}, "about"),
        ({"display_name": "QuietHeron", "about": "nul\x00"}, "about"),
    ],
)
def test_a_profile_that_gives_somebody_away_is_sent_back_and_nothing_changes(
    client, member, form, field
):
    answer = client.post(PROFILE, form)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    profile = Profile.objects.get()
    assert (profile.display_name, profile.about, profile.pronouns) == ("QuietHeron", "", "")


def test_a_name_is_taken_whoever_asks(client, member):
    MemberFactory(name="Wren")
    assert client.post(PROFILE, {"display_name": "WREN"}).status_code == 422
    with pytest.raises(actions.NameTaken):
        actions.change_profile(member.pk, display_name="wren")
    # One's own name with other capitals is one's own.
    assert client.post(PROFILE, {"display_name": "quietheron"}).status_code == 302


def test_a_profile_in_distress_waits_and_others_meanwhile_see_a_neutral_name(client, member):
    form = {"display_name": "QuietHeron", "about": "I want to end my life tonight"}
    client.post(PROFILE, form)
    assert Profile.objects.get().state == State.HELD
    assert queries.faces([member.pk])[member.pk].name == "Member"
    assert queries.display_name_for(member.pk) == "QuietHeron"
    assert "A moderator is looking" in client.get(reverse("accounts_me:home")).content.decode()


def test_a_hidden_profile_stays_hidden_when_its_owner_edits_it(client, member):
    Profile.objects.update(state=State.HIDDEN)
    client.post(PROFILE, {"display_name": "SoftRain"})
    assert Profile.objects.get().state == State.HIDDEN


def test_a_broken_gate_holds_a_new_name_instead_of_showing_it(client, member, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("a rule broke")

    monkeypatch.setattr(gate.rules, "apply", broken)
    client.post(PROFILE, {"display_name": "SoftRain"})
    assert Profile.objects.get().state == State.HELD


def test_the_house_rules_are_agreed_to_once_a_version(client, member):
    rules = HouseRulesFactory()
    where = reverse("safe_space:agree")
    assert not has_agreed(member.pk)
    assert "read the house rules" in client.get(reverse("accounts_me:home")).content.decode()
    assert client.post(where, {"number": rules.number}).status_code == 422
    sent = client.post(where, {"number": rules.number, "agree": "on", "next": "/me/"})
    assert sent.url == "/me/"
    assert has_agreed(member.pk)
    client.post(where, {"number": rules.number, "agree": "on"})
    assert Agreement.objects.count() == 1
    newer = HouseRulesFactory()
    assert not has_agreed(member.pk)
    old = client.post(where, {"number": rules.number, "agree": "on"})
    assert old.status_code == 409
    assert newer.body.split()[-1] in old.content.decode()


def test_agreeing_never_leads_to_another_site(client, member):
    rules = HouseRulesFactory()
    form = {"number": rules.number, "agree": "on", "next": "https://elsewhere.example/"}
    assert client.post(reverse("safe_space:agree"), form).url == "/forum/"


def test_the_export_holds_ones_own_data_and_nobody_elses(client, member):
    other = MemberFactory(name="Canary", email="canary@example.org")
    Block.objects.create(blocker=other, blocked=member)
    Block.objects.create(blocker=member, blocked=other)
    SupportRequestFactory(member=other, details="A canary in somebody else's request")
    SupportRequestFactory(member=member, details="My own words")
    with transaction.atomic():
        tell(member.pk, "x", subject="For me", body="Hello")
        tell(other.pk, "x", subject="Canary", body="canary")
    answer = client.get(reverse("accounts_me:export"))
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)
    text = json.dumps(data)
    assert data["accounts"]["email"] == member.email
    assert data["accounts"]["members_i_blocked"] == 1
    assert "My own words" in text
    assert "For me" in text
    assert "canary" not in text.lower()


def test_leaving_asks_first(client, member):
    assert client.get(CLOSE).status_code == 200
    assert client.post(CLOSE, {}).status_code == 422
    assert User.objects.get().is_active


def every_row_that_mentions(word: str) -> list[str]:
    """Model names of all rows in the database in which the word stands."""
    found = []
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        for row in model._base_manager.values():
            if word in json.dumps(row, default=str).lower():
                found.append(model._meta.label)
    return found


def test_closing_an_account_forgets_the_person_in_every_table(client):
    user = MemberFactory(name="Canaryname", email="canary@example.org", known=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(PROFILE, {"display_name": "Canaryname", "pronouns": "canary/canaries"})
    Identity.objects.create(user=user, real_name="A Canary", phone="canary")
    Block.objects.create(blocker=user, blocked=MemberFactory())
    SupportRequestFactory(member=user, details="A canary here", preferences="canary")
    with transaction.atomic():
        tell(user.pk, "x", subject="Canary", body="canary")
    CircleMembership.objects.create(circle=CircleFactory(), user=user)
    assert every_row_that_mentions("canary")
    assert client.post(CLOSE, {"sure": "on"}).status_code == 302
    assert every_row_that_mentions("canary") == []
    assert client.get(reverse("accounts_me:home")).status_code == 302
    login = client.post(
        reverse("account_login"), {"login": "canary@example.org", "password": PASSWORD}
    )
    assert login.status_code == 422
    gone = User.objects.get(pk=user.pk)
    assert not gone.is_active
    assert not gone.memberships.exists()


def test_closing_an_account_is_all_or_nothing(client, member, monkeypatch):
    def broken(user_id: int) -> int:
        raise RuntimeError("one room fails")

    last = erasure.holders()[-1]
    monkeypatch.setitem(erasure._holders, last.name, erasure.Holder(last.name, last.export, broken))
    with pytest.raises(RuntimeError):
        actions.close_account(member.pk)
    assert Profile.objects.get().display_name == "QuietHeron"
    assert User.objects.get().is_active


def test_the_address_is_free_again_after_leaving(client):
    user = MemberFactory(email="again@example.org", name="Wren")
    actions.close_account(user.pk)
    MemberFactory(email="again@example.org", name="Wren")


@pytest.mark.parametrize(
    ("role", "flags"),
    [
        ("", (False, False, False)),
        ("member", (False, False, False)),
        ("moderator", (True, False, False)),
        ("worker", (False, True, False)),
        ("lead", (True, False, True)),
    ],
)
def test_a_role_in_the_whole_site_is_in_the_viewer(role, flags):
    found = viewer(MemberFactory(role=role))
    assert (found.is_moderator, found.is_worker, found.is_lead) == flags
    assert found.is_staff == any(flags)


def test_a_role_in_a_circle_counts_in_that_circle_only():
    user, circle, other = MemberFactory(), CircleFactory(), CircleFactory()
    for role in ("moderator", "organiser"):
        CircleMembership.objects.create(circle=circle, user=user, role=role)
    CircleMembership.objects.create(circle=other, user=user, role="member")
    found = viewer(user)
    assert found.circle_ids == {circle.pk, other.pk}
    assert found.moderated_circle_ids == found.organised_circle_ids == {circle.pk}
    assert not found.is_staff
    assert found.moderates(circle.pk)
    assert not found.moderates(other.pk)
    assert not found.moderates(None)


def test_somebody_signed_out_or_closed_is_a_resident():
    from django.contrib.auth.models import AnonymousUser

    assert queries.viewer_for(AnonymousUser()) is RESIDENT
    assert queries.viewer_for(None) is RESIDENT
    assert queries.viewer_for(MemberFactory(is_active=False)) is RESIDENT


def test_a_block_holds_in_both_directions_and_hides_both_profiles():
    ana, ben, cleo = MemberFactory(), MemberFactory(), MemberFactory()
    Block.objects.create(blocker=ana, blocked=ben)
    assert viewer(ana).blocked_ids == {ben.pk}
    assert viewer(ben).blocked_ids == {ana.pk}
    assert viewer(cleo).blocked_ids == frozenset()
    seen = Profile.objects.visible_to(viewer(ben)).values_list("user_id", flat=True)
    assert set(seen) == {ben.pk, cleo.pk}


def test_the_database_refuses_a_block_of_oneself_a_second_site_and_a_second_address():
    ana = MemberFactory(email="ana@example.org")
    site_circle()
    for broken in (
        lambda: Block.objects.create(blocker=ana, blocked=ana),
        lambda: CircleFactory(kind="site"),
        lambda: User.objects.create(email="ANA@example.org"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_a_viewer_costs_three_queries_however_many_circles(django_assert_num_queries):
    user = MemberFactory()
    for _ in range(6):
        CircleMembership.objects.create(circle=CircleFactory(), user=user)
        Block.objects.create(blocker=user, blocked=MemberFactory())
    with django_assert_num_queries(3):
        viewer(user)


def test_an_e_mail_address_never_stands_in_for_a_name():
    user = MemberFactory(email="secret@example.org", name="Wren")
    assert "secret" not in str(user) + user.get_full_name() + user.display_name
    Profile.objects.all().delete()
    user = User.objects.get()
    assert user.display_name == "Member"
