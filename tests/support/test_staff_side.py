"""Where staff keep workers, parts of the service and call hours."""

from __future__ import annotations

import pytest
from django.urls import reverse

from community.support.models import CallHours, ServiceLine, WorkerProfile
from tests.factories.accounts import MemberFactory

pytestmark = pytest.mark.django_db
ADD_WORKER = "wagtailsnippets_support_workerprofile:add"


@pytest.fixture
def lead(client):
    user = MemberFactory(role="lead", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", ["workerprofile", "serviceline", "callhours"])
def test_staff_find_the_lists(client, lead, model):
    ServiceLine.objects.create(name="Older adults", slug="older-adults")
    CallHours.objects.create(weekday=0, starts_at="09:00", ends_at="17:00")
    for page in ("list", "add"):
        assert client.get(reverse(f"wagtailsnippets_support_{model}:{page}")).status_code == 200


def test_a_worker_is_introduced_from_the_people_who_hold_the_role_by_their_name_here(client, lead):
    asha = MemberFactory(name="WorkerAsha", role="worker", email="asha@example.org")
    MemberFactory(name="Somebody else")
    page = client.get(reverse(ADD_WORKER)).content.decode()
    assert "WorkerAsha" in page
    assert "Somebody else" not in page
    assert "asha@example.org" not in page
    form = {
        "user": asha.pk,
        "first_name": "Asha",
        "slug": "asha",
        "role_title": "Peer support worker",
        "meets_by_phone": "on",
        "accepting": "on",
        "listed": "on",
    }
    assert client.post(reverse(ADD_WORKER), form).status_code == 302
    assert WorkerProfile.objects.get().user == asha


def test_members_do_not_get_there(client):
    client.force_login(MemberFactory())
    assert client.get(reverse(ADD_WORKER)).status_code in {302, 403}
