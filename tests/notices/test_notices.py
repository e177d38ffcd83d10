"""Telling people things: once, quietly, and never lost."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.notices import personal_data, queries, tasks
from community.notices.actions import mark_all_read, tell
from community.notices.models import Notice
from tests.factories.accounts import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MemberFactory(email="somebody@example.org")


def told(member, **more) -> Notice:
    fields = {"subject": "There is an answer", "body": "Words that somebody typed", **more}
    return tell(member.pk, "reply", **fields)


def waiting(member, minutes: int = 6, **more) -> Notice:
    return Notice.objects.create(
        member=member,
        kind="reply",
        subject="There is an answer",
        body="Words",
        created_at=timezone.now() - timedelta(minutes=minutes),
        **more,
    )


def test_a_notice_is_on_the_site_at_once_and_in_the_mail_after_commit(
    member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        notice = told(member, url="/forum/t/1/")
        assert mail.outbox == []
    assert mail.outbox[0].to == ["somebody@example.org"]
    notice.refresh_from_db()
    assert notice.emailed_at


def test_what_was_rolled_back_is_told_to_nobody(member, django_capture_on_commit_callbacks):
    def fails() -> None:
        with transaction.atomic():
            told(member)
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fails()
    assert Notice.objects.count() == 0
    assert mail.outbox == []


def test_the_mail_says_neither_what_was_written_nor_what_this_place_is(
    member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        told(member)
    message = mail.outbox[0]
    everything = message.subject + message.body + str(message.alternatives)
    for word in ("Words that somebody typed", "There is an answer", "mental", "peer", "forum"):
        assert word not in everything
    assert "/me/notices/" in message.body
    assert "<script" not in everything


def test_a_notice_with_a_name_is_told_once(member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = told(member, once="case-7"), told(member, once="case-7")
        told(MemberFactory(), once="case-7")
        told(member)
        told(member)
    assert first == second
    assert Notice.objects.filter(member=member).count() == 3
    assert len(mail.outbox) == 4


def test_somebody_may_be_told_without_an_e_mail(member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = told(member, email=False)
    assert mail.outbox == []
    assert tasks.send_email(notice.pk) is False


def test_an_e_mail_goes_once_however_often_the_task_runs(member):
    notice = waiting(member)
    assert tasks.send_email(notice.pk) is True
    assert tasks.send_email(notice.pk) is False
    assert tasks.send_waiting() == 0
    assert len(mail.outbox) == 1


def test_of_two_tasks_that_read_the_same_row_one_sends(member):
    notice = waiting(member)
    stale = Notice.objects.get(pk=notice.pk)
    assert tasks._claim(stale)
    assert not tasks._claim(stale)


def test_nobody_who_has_left_gets_mail():
    gone = MemberFactory(is_active=False)
    assert tasks.send_email(waiting(gone).pk) is False
    assert tasks.send_email(424242) is False
    assert mail.outbox == []


def test_the_sweep_sends_what_a_lost_task_left_behind_and_leaves_the_newest_alone(member):
    late, early = waiting(member), waiting(member, minutes=2)
    assert tasks.send_waiting() == 1
    late.refresh_from_db()
    early.refresh_from_db()
    assert late.emailed_at
    assert not early.emailed_at


class Away(EmailBackend):
    """A mail server that is not there."""

    asked = 0

    def send_messages(self, messages):
        Away.asked += 1
        raise SMTPServerDisconnected("not there")


class Unwilling(EmailBackend):
    """A mail server that does not know one address."""

    def send_messages(self, messages):
        if messages[0].to == ["unknown@example.org"]:
            raise SMTPRecipientsRefused({"unknown@example.org": (550, b"who?")})
        return super().send_messages(messages)


def test_a_dead_mail_server_loses_nothing_however_long_it_is_away(member, settings):
    alive = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    notices = [waiting(member) for _ in range(3)]
    Away.asked = 0
    for _ in range(12):
        assert tasks.send_waiting() == 0
    # One try a round: no queue of time-outs builds up behind it.
    assert Away.asked == 12
    settings.EMAIL_BACKEND = alive
    assert tasks.send_waiting() == len(notices) == len(mail.outbox)


def test_an_address_that_refuses_is_given_up_and_holds_nobody_else_up(member, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"
    refused = waiting(MemberFactory(email="unknown@example.org"), minutes=9)
    assert tasks.send_waiting() == 0
    waiting(member)
    assert tasks.send_waiting() == 1
    for _ in range(6):
        tasks.send_waiting()
    refused.refresh_from_db()
    assert refused.email_attempts == 5
    assert refused.emailed_at is None


def test_no_transaction_is_open_while_the_mail_server_is_asked(member, monkeypatch):
    notice = waiting(member)
    depth = len(connection.savepoint_ids)

    def sent(self, *args, **kwargs):
        assert len(connection.savepoint_ids) == depth
        return 1

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", sent)
    assert tasks.send_email(notice.pk)


def test_what_never_reached_the_worker_is_found_by_the_sweep(
    member, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.send_email, "delay", away)
    # Whoever did this is not told that the queue is away: what they did is stored.
    with django_capture_on_commit_callbacks(execute=True):
        told(member)
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert tasks.send_waiting() == 1


def test_a_member_reads_their_own_notices_newest_first(client, member):
    told(member, subject="The first")
    told(member, subject="The second", url="/forum/")
    told(MemberFactory(), subject="For somebody else")
    client.force_login(member)
    page = client.get(reverse("notices:list")).content.decode()
    assert page.index("The second") < page.index("The first")
    assert "For somebody else" not in page
    assert queries.unread_count(member.pk) == 2
    assert client.post(reverse("notices:read-all")).status_code == 302
    assert queries.unread_count(member.pk) == 0
    assert mark_all_read(member.pk) == 0


def test_words_in_a_notice_are_never_markup(client, member):
    told(member, subject="<script>x</script>", body="<img src=x onerror=y>")
    client.force_login(member)
    page = client.get(reverse("notices:list")).content.decode()
    assert "<script>x" not in page
    assert "<img src=x" not in page


def test_notices_ask_a_visitor_to_sign_in(client):
    assert client.get(reverse("notices:list")).status_code == 302
    assert client.post(reverse("notices:read-all")).status_code == 302
    client.force_login(MemberFactory())
    assert client.get(reverse("notices:read-all")).status_code == 405


def test_an_empty_list_offers_a_next_step(client, member):
    client.force_login(member)
    assert 'href="/forum/"' in client.get(reverse("notices:list")).content.decode()


def test_the_list_costs_the_same_however_long(client, member):
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("notices:list"))
        return len(caught)

    client.force_login(member)
    told(member)
    count()
    few = count()
    for _ in range(30):
        told(member)
    assert count() == few


def test_the_export_holds_what_one_was_told_and_forgetting_takes_it_away(member):
    told(member, subject="For me")
    told(MemberFactory(), subject="For somebody else")
    assert [line["subject"] for line in personal_data.export(member.pk)["told"]] == ["For me"]
    assert personal_data.forget(member.pk) == 1
    assert Notice.objects.count() == 1
