"""What staff keep at /cms/ for the safe space: rules, circles, roles, rooms."""

import pytest
from django.urls import reverse
from django.utils import timezone

from community.accounts.models import Circle, CircleMembership, Role, User
from community.accounts.queries import build_viewer
from community.safety.models import HouseRules
from community.safety.queries import current_house_rules, has_agreed
from forum.chat.models import Room
from tests.safety.people import member
from tests.safety.surfaces import agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("lead@example.org", "three quiet words")
    client.force_login(user)
    return client


def listing(model, view="list", *args):
    return reverse(
        f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:{view}", args=args
    )


@pytest.mark.parametrize("model", [HouseRules, Circle, CircleMembership, Room])
def test_every_list_and_form_opens(staff, model):
    assert staff.get(listing(model)).status_code == 200
    assert staff.get(listing(model, "add")).status_code == 200


def test_new_house_rules_take_the_next_number_and_ask_everybody_again(staff):
    HouseRules.objects.create(number=41, summary="Be kind.", body="Always.")
    reader = agreed(member())
    assert has_agreed(reader.pk)
    answer = staff.post(
        listing(HouseRules, "add"),
        {
            "title": "House rules",
            "summary": "Be kind, and rest.",
            "body": "Always.",
            "effective_from": timezone.now().strftime("%Y-%m-%d %H:%M"),
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert current_house_rules().number == 42
    assert not has_agreed(reader.pk)


def test_rules_that_members_agreed_to_are_never_changed_or_deleted(staff):
    rules = HouseRules.objects.create(number=41, summary="Be kind.", body="Always.")
    for view in ("edit", "delete"):
        answer = staff.post(listing(HouseRules, view, rules.pk), {"summary": "Other"}, follow=True)
        assert answer.redirect_chain or answer.status_code in {403, 404}
    rules.refresh_from_db()
    assert rules.summary == "Be kind."


def test_staff_give_somebody_a_role_and_see_names_only(staff):
    somebody = member("QuietHeron")
    circle = Circle.objects.create(name="Weavers", slug="weavers")
    page = staff.get(listing(CircleMembership, "add")).content.decode()
    assert "QuietHeron" in page
    assert somebody.email not in page
    staff.post(
        listing(CircleMembership, "add"),
        {"user": somebody.pk, "circle": circle.pk, "role": Role.MODERATOR},
    )
    assert build_viewer(somebody.pk).moderates(circle.pk)


def test_a_member_has_no_way_into_the_staff_side(client):
    client.force_login(member())
    assert client.get(listing(CircleMembership)).status_code in {302, 403}
