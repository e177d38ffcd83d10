"""What cannot be read is refused, and never a failure of ours."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("credential", ["[" * 100_000, "9" * 5_000, "{", '"\\ud800"', "null"])
def test_a_passkey_answer_that_cannot_be_read_leads_back_to_the_door(credential, db):
    client = Client(raise_request_exception=False)
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert answer["Location"] == "/accounts/login/"


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "us-ascii"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain"])
def test_words_in_another_encoding_than_utf_8_are_refused(charset, kind, db):
    client = Client(raise_request_exception=False)
    kind = f"{kind}; charset={charset}"
    sent = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n+2AA-\r\n--x--\r\n'
    assert client.generic("POST", "/accounts/login/", sent, kind).status_code == 400
    assert client.get("/groups/?q=%2B2AA-", CONTENT_TYPE=kind).status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "unheard-of"])
def test_a_request_that_says_utf_8_or_nothing_sensible_is_read_as_utf_8(charset, db):
    said = f"application/json; charset={charset}"
    answer = Client().get("/groups/", {"q": "café"}, CONTENT_TYPE=said)
    assert "café" in answer.content.decode()
