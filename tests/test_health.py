"""What machines ask: alive, and able to work."""

import pytest
from django.core.cache import cache
from django.db import connection

from community import health


def test_alive_is_answered_without_asking_the_database(client):
    # No database fixture: any query would raise.
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.content == b"ok\n"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_ready_names_every_part(client, settings, tmp_path):
    if not settings.REDIS_URL:
        options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "data_folder_in": str(tmp_path)}
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = options

    answer = client.get("/readyz")

    assert answer.status_code == 200
    last = "redis" if settings.REDIS_URL else "broker"
    assert answer.json() == {
        "ready": True,
        "parts": {"database": "ok", "migrations": "ok", last: "ok"},
    }


@pytest.mark.django_db
def test_not_ready_says_which_part_and_nothing_more(client, monkeypatch):
    def refuse():
        raise OSError("could not connect to postgres://user:secret@10.0.0.1")

    monkeypatch.setattr(health, "_database_answers", refuse)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == "unavailable"
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "_applied", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'wagtailcore'")

    assert client.get("/readyz").json()["parts"]["migrations"] == "unavailable"


@pytest.mark.django_db
def test_a_missing_queue_folder_is_not_ready(client, settings, tmp_path):
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path / "gone")}

    assert client.get("/readyz").json()["parts"]["broker"] == "unavailable"


@pytest.mark.django_db
def test_a_silent_redis_is_not_ready(client, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(cache, "get", lambda key: None)

    assert client.get("/readyz").json()["parts"]["redis"] == "unavailable"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(client, path):
    assert client.post(path).status_code == 405
