"""The suite's own ground: what one test leaves behind, the next never sees."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from wagtail.models import Page

from tests.template_databases import MIGRATED

User = get_user_model()


def somebody() -> int:
    return User.objects.create(email="somebody@test.example").pk


first_ids: list[int] = []


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_was_committed_is_gone_in_the_next_test(time, transactional_db):
    assert not User.objects.filter(email="somebody@test.example").exists()

    first_ids.append(somebody())

    # Ids start where they started: a test may be run alone or after any other.
    assert len(set(first_ids)) == 1


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_migrations_made_is_there_after_every_test(time, transactional_db):
    root = Page.objects.get(depth=1)
    assert ContentType.objects.exists()

    Page.objects.all().delete()

    assert not Page.objects.filter(pk=root.pk).exists()


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_was_not_committed_is_gone_too(time, db):
    assert not User.objects.filter(email="somebody@test.example").exists()
    somebody()


def in_a_thread(work) -> list:
    seen: list = []

    def run() -> None:
        try:
            seen.append(work())
        except Exception as problem:
            seen.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    return seen


def test_a_thread_sees_what_the_test_committed_and_the_other_way_round(transactional_db):
    mine = somebody()

    assert in_a_thread(lambda: User.objects.get(pk=mine).email) == ["somebody@test.example"]
    theirs = in_a_thread(lambda: User.objects.create(email="thread@test.example").pk)[0]

    assert User.objects.get(pk=theirs).email == "thread@test.example"


def test_a_connection_that_a_thread_keeps_does_not_hold_up_the_next_test(
    transactional_db, worker_databases
):
    ready, leave = threading.Event(), threading.Event()

    def keep() -> None:
        User.objects.count()
        ready.set()
        leave.wait(20)
        connection.close()

    thread = threading.Thread(target=keep)
    thread.start()
    ready.wait(20)
    somebody()

    worker_databases.lay(MIGRATED)

    assert User.objects.filter(email="somebody@test.example").count() == 0
    leave.set()
    thread.join(20)


def test_the_database_is_set_up_as_in_earnest(transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("pragmas are SQLite's")
    with connection.cursor() as cursor:
        values = {}
        for name in ("journal_mode", "foreign_keys", "synchronous"):
            cursor.execute(f"PRAGMA {name}")
            values[name] = cursor.fetchone()[0]

    assert values == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_what_happens_on_commit_happens(transactional_db):
    done = []

    with transaction.atomic():
        transaction.on_commit(lambda: done.append(1))
        assert done == []

    assert done == [1]


@pytest.mark.parametrize("time", ["first", "second"])
def test_caches_are_empty_when_a_test_begins(time):
    assert cache.get("left-over") is None
    cache.set("left-over", time)
