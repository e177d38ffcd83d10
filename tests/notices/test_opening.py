"""Opening a notice: one goes where it points, and it is new no more."""

import pytest
from django.urls import reverse

from community.notices.actions import tell
from tests.factories.accounts import MemberFactory

pytestmark = pytest.mark.django_db


def about_a_topic(member, url="/forum/"):
    return tell(member.pk, "reply", subject="There is an answer", body="Words", url=url)


def test_opening_a_notice_leads_on_and_reads_it(client):
    member = MemberFactory()
    notice = about_a_topic(member)
    other = about_a_topic(member)
    client.force_login(member)

    answer = client.get(reverse("notices:open", args=[notice.pk]))

    assert answer.url == "/forum/"
    notice.refresh_from_db()
    other.refresh_from_db()
    assert notice.read_at
    assert other.read_at is None


def test_a_notice_that_points_nowhere_leads_back_to_the_list(client):
    member = MemberFactory()
    client.force_login(member)

    answer = client.get(reverse("notices:open", args=[about_a_topic(member, url="").pk]))

    assert answer.url == reverse("notices:list")


@pytest.mark.parametrize("number", [None, 10**30])
def test_somebody_elses_notice_is_not_there(client, number):
    notice = about_a_topic(MemberFactory())
    client.force_login(MemberFactory())

    answer = client.get(reverse("notices:open", args=[number or notice.pk]))

    assert answer.status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
