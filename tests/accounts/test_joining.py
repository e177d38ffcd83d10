"""Joining, signing in, second ways of showing that it is you."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from community.accounts.models import Profile, User
from tests.factories.accounts import PASSWORD, MemberFactory

pytestmark = pytest.mark.django_db
SIGN_UP = reverse("account_signup")
LOGIN = reverse("account_login")


def joining(**changes: str) -> dict[str, str]:
    return {
        "display_name": "QuietHeron",
        "email": "somebody@example.org",
        "password1": PASSWORD,
        **changes,
    }


def link_in(message: mail.EmailMessage) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", message.body).group(1)


def code_for(secret: str) -> str:
    return totp.format_hotp_value(
        totp.hotp_value(secret, list(totp.yield_hotp_counters_from_time())[-1])
    )


def test_somebody_joins_follows_the_link_in_the_mail_and_is_known_by_their_pseudonym(client):
    answer = client.post(SIGN_UP, joining())
    assert answer.status_code == 302
    assert client.get(reverse("accounts_me:home")).status_code == 302
    assert len(mail.outbox) == 1
    link = link_in(mail.outbox[0])
    asked = client.get(link)
    assert "Yes, it is mine" in asked.content.decode()
    client.post(link)
    assert EmailAddress.objects.get().verified
    client.post(LOGIN, {"login": "somebody@example.org", "password": PASSWORD})
    page = client.get(reverse("accounts_me:home")).content.decode()
    assert "Hello, QuietHeron" in page
    assert "somebody@example.org" not in page


def test_nobody_signs_in_before_the_address_is_checked(client):
    client.post(SIGN_UP, joining())
    client.logout()
    client.post(LOGIN, {"login": "somebody@example.org", "password": PASSWORD})
    assert client.get(reverse("accounts_me:home")).status_code == 302


def test_mail_about_an_account_gives_nothing_away_in_its_subject(client):
    client.post(SIGN_UP, joining())
    client.post(reverse("account_reset_password"), {"email": "somebody@example.org"})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    MemberFactory(email="known@example.org")
    client.post(reverse("account_request_login_code"), {"email": "known@example.org"})
    assert len(mail.outbox) == 4
    for message in mail.outbox:
        for word in ("mental", "peer", "support", "forum", "QuietHeron"):
            assert word not in message.subject
        assert "mental" not in message.body


@pytest.mark.parametrize(
    "name",
    [
        "07700 900123 call me",
        "somebody@mail.example",
        "mary.smith at gmail dot com",
        "",
        "a",
        "x" * 31,
        "\u202e\u200b",
        "   ",
    ],
)
def test_a_name_that_says_who_or_where_somebody_is_is_refused_beside_the_box(client, name):
    answer = client.post(SIGN_UP, joining(display_name=name))
    assert answer.status_code == 422
    assert answer.context["form"].errors["display_name"]
    assert User.objects.count() == 0
    assert len(mail.outbox) == 0
    assert "somebody@example.org" in answer.content.decode()


def test_a_taken_name_is_refused_whatever_its_capitals(client):
    MemberFactory(name="quietheron")
    answer = client.post(SIGN_UP, joining())
    assert answer.status_code == 422
    assert User.objects.count() == 1


def test_a_name_is_kept_in_one_form_however_it_was_typed(client):
    client.post(SIGN_UP, joining(display_name="  Quiet\u00a0\u00a0 Heron\u200b "))
    assert Profile.objects.get().display_name == "Quiet Heron"


def test_joining_with_a_known_address_looks_the_same_and_tells_only_its_owner(client):
    MemberFactory(email="somebody@example.org")
    fresh = client.post(SIGN_UP, joining(email="fresh@example.org", display_name="Wren"))
    client.logout()
    known = client.post(SIGN_UP, joining())
    assert (known.status_code, known.url) == (fresh.status_code, fresh.url)
    assert User.objects.count() == 2
    assert mail.outbox[-1].to == ["somebody@example.org"]
    assert not link_in(mail.outbox[-1]).startswith("/accounts/confirm-email/")


@pytest.mark.parametrize("name", ["account_reset_password", "account_request_login_code"])
def test_asking_with_an_unknown_address_looks_the_same(client, name):
    MemberFactory(email="somebody@example.org")
    known = client.post(reverse(name), {"email": "somebody@example.org"})
    client.session.flush()
    unknown = client.post(reverse(name), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_somebody_signs_in_with_a_code_from_their_mail(client):
    MemberFactory(email="somebody@example.org", name="QuietHeron")
    client.post(reverse("account_request_login_code"), {"email": "somebody@example.org"})
    code = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mail.outbox[0].body, re.M).group(1)
    confirm = reverse("account_confirm_login_code")
    assert client.post(confirm, {"code": "WRONG1"}).status_code == 422
    assert client.post(confirm, {"code": code}).status_code == 302
    assert "QuietHeron" in client.get(reverse("accounts_me:home")).content.decode()


@pytest.mark.parametrize(
    ("url", "form"),
    [
        (LOGIN, {"login": "somebody@example.org", "password": "wrong-password"}),
        (LOGIN, {"login": "nobody@example.org", "password": "wrong-password"}),
        (LOGIN, {}),
        (SIGN_UP, {}),
        (SIGN_UP, joining(email="not an address")),
        (SIGN_UP, joining(password1="short")),
        (SIGN_UP, joining(password1="password123")),
        (reverse("account_reset_password"), {"email": "x"}),
        (reverse("account_request_login_code"), {"email": ""}),
    ],
)
def test_a_form_with_a_slip_answers_422(client, url, form):
    MemberFactory(email="somebody@example.org")
    assert client.post(url, form).status_code == 422


def test_a_wrong_password_and_an_unknown_address_sound_the_same(client):
    MemberFactory(email="somebody@example.org")
    said = [
        client.post(LOGIN, {"login": login, "password": "wrong-password"})
        .context["form"]
        .non_field_errors()
        for login in ("somebody@example.org", "nobody@example.org")
    ]
    assert list(said[0]) == list(said[1]) != []


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(client):
    MemberFactory(email="somebody@example.org")
    client.post(reverse("account_reset_password"), {"email": "somebody@example.org"})
    page = client.get(link_in(mail.outbox[0]), follow=True)
    where = page.redirect_chain[-1][0]
    assert client.post(where, {"password1": "one-two", "password2": "one"}).status_code == 422
    new = "walking-by-the-river"
    assert client.post(where, {"password1": new, "password2": new}).status_code == 302
    client.post(LOGIN, {"login": "somebody@example.org", "password": new})
    assert client.get(reverse("accounts_me:home")).status_code == 200


def signed_in(client, **traits):
    user = MemberFactory(**traits)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert client.session.get("_auth_user_id") == str(user.pk)
    return user


def test_codes_from_an_app_are_switched_on_and_asked_for_at_the_next_sign_in(client):
    user = signed_in(client)
    activate = reverse("mfa_activate_totp")
    again = client.get(activate)
    assert again.url.startswith(reverse("account_reauthenticate"))
    client.post(again.url, {"password": PASSWORD})
    page = client.get(activate)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert client.post(activate, {"code": "000000"}).status_code == 422
    assert client.post(activate, {"code": code_for(secret)}).status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    index = client.get(reverse("mfa_index"))
    assert "Spare codes" in index.content.decode()
    spare = client.get(reverse("mfa_view_recovery_codes"))
    assert spare.status_code == 200
    assert spare.content.decode().count("<code>") == 10
    client.logout()
    step = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert step.url == reverse("mfa_authenticate")
    assert client.get(reverse("accounts_me:home")).status_code == 302
    assert client.get(step.url).status_code == 200
    assert client.post(step.url, {"code": "nonsense"}).status_code == 422
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert client.post(step.url, {"code": codes[0]}).status_code == 302
    assert client.get(reverse("accounts_me:home")).status_code == 200


def test_the_passkey_pages_open_after_showing_that_it_is_still_you(client):
    signed_in(client)
    add = reverse("mfa_add_webauthn")
    again = client.get(add)
    client.post(again.url, {"password": PASSWORD})
    page = client.get(add)
    assert page.status_code == 200
    assert "creation_options" in page.content.decode()
    assert client.get(reverse("mfa_list_webauthn")).status_code == 200
    client.logout()
    assert 'id="passkey_login"' in client.get(LOGIN).content.decode()
    assert client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()


def test_every_place_of_signing_in_is_listed_and_the_others_can_be_ended(client):
    user = signed_in(client)
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile"})
    phone.post(LOGIN, {"login": user.email, "password": PASSWORD})
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Chrome on Android" in page
    client.post(reverse("usersessions_list"))
    assert phone.get(reverse("accounts_me:home")).status_code == 302
    assert client.get(reverse("accounts_me:home")).status_code == 200


@pytest.mark.parametrize("path", ["/desk/", "/support/work/", "/cms/"])
def test_staff_show_a_second_factor_first_where_that_is_required(client, settings, path):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    user = MemberFactory(role="lead", is_staff=True, is_superuser=True)
    client.force_login(user)
    assert client.get(path).url == reverse("mfa_index")
    assert client.get(reverse("accounts_me:home")).status_code == 200
    Authenticator.objects.create(
        user=user, type="totp", data={"secret": totp.generate_totp_secret()}
    )
    assert client.get(path).status_code == 200


def test_members_are_never_asked_for_a_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    client.force_login(MemberFactory())
    assert client.get(reverse("support:mine")).status_code == 200


def test_what_was_kept_for_a_visitor_is_found_again_after_the_way_through_the_mail(client):
    from community.support import hours

    slot = hours.call_days()[-1].slots[0].key
    call = reverse("support:call-back")
    client.post(call, {"times": [slot], "phone": "07700 900123", "details": "Ring twice."})
    client.post(SIGN_UP, joining())
    client.post(link_in(mail.outbox[0]))
    client.post(LOGIN, {"login": "somebody@example.org", "password": PASSWORD})
    after = client.get(LOGIN)
    assert after.url == call
    assert "Ring twice." in client.get(call).content.decode()
