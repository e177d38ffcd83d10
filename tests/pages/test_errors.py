"""When something goes wrong: kind words, ways on, and help."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from community.pages import views


def broken(request):
    raise RuntimeError("on purpose")


def closed(request):
    raise PermissionDenied


def unreadable(request):
    raise SuspiciousOperation("on purpose")


urlpatterns = [
    path("broken/", broken),
    path("closed/", closed),
    path("unreadable/", unreadable),
]
handler400 = "community.pages.views.bad_request"
handler403 = "community.pages.views.forbidden"
handler404 = "community.pages.views.not_found"
handler500 = "community.pages.views.server_error"

PAGES = [("/broken/", 500), ("/closed/", 403), ("/unreadable/", 400), ("/nothing-here/", 404)]


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), PAGES)
@override_settings(ROOT_URLCONF=__name__)
def test_an_error_page_is_kind_and_leads_on(address, status):
    response = Client(raise_request_exception=False).get(address)
    html = response.content.decode()

    assert response.status_code == status
    assert len(re.findall(r"<h1\b", html)) == 1
    assert 'href="/urgent-help/"' in html
    assert 'href="#main"' in html
    assert 'href="/groups/"' in html
    assert "cg-exit" in html
    assert not re.search(r"\berror\b|denied|forbidden|violat", re.sub(r"<[^>]+>", "", html), re.I)


def test_our_own_mistake_is_answered_without_the_database():
    """No ``django_db`` mark: a query here would fail the test."""
    response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"It is not your fault" in response.content


def test_an_unreadable_request_is_answered_without_the_database():
    assert views.bad_request(RequestFactory().get("/")).status_code == 400


def test_a_form_without_its_proof_says_what_to_do():
    response = views.csrf_failure(RequestFactory().post("/"), reason="CSRF cookie not set.")

    assert response.status_code == 403
    assert b"Nothing was sent" in response.content
    assert b"CSRF" not in response.content


@pytest.mark.django_db
def test_a_resident_is_offered_to_sign_in_where_members_may_go(rf):
    request = rf.get("/forum/c/members/")

    html = views.forbidden(request).content.decode()

    assert 'href="/accounts/login/?next=/forum/c/members/"' in html


@pytest.mark.django_db
def test_an_address_that_tries_to_be_markup_stays_text(client):
    response = client.get('/%3Cscript%3Ealert(1)%3C/script%3E/"onload=x/')

    assert response.status_code == 404
    assert b"<script>alert" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("template", "status"), [("errors/404.html", 404), ("errors/403.html", 403)]
)
def test_a_page_that_is_not_there_is_said_kindly_even_when_the_database_has_hung_up(
    rf, monkeypatch, template, status
):
    def hung_up(*args, **kwargs):
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(views, "render", hung_up)
    answer = views._framed(rf.get("/nowhere/"), template, status)
    assert answer.status_code == status
    assert "/urgent-help/" in answer.content.decode()
