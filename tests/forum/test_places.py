"""Categories, as staff edit them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from forum.actions.posts import post_reply
from forum.models import Category
from tests.factories.forum import CategoryFactory, circle, member, topic, viewer

pytestmark = pytest.mark.django_db


def test_staff_rename_a_place_and_its_pages_follow_at_once(client, browser_of):
    category = CategoryFactory(name="Allotment")
    topic(category)
    assert "Allotment" in client.get(category.get_absolute_url()).content.decode()
    lead = member()
    lead.is_staff = lead.is_superuser = True
    lead.save()
    editor = browser_of(lead)
    address = reverse("wagtailsnippets_forum_category:edit", args=[category.pk])
    assert editor.get(address).status_code == 200
    form = {
        "name": "Gardens",
        "slug": category.slug,
        "description": "Greener.",
        "theme": "interest",
        "order": "3",
        "audience": "public",
        "circle": "",
        "on_crisis": "hold",
        "slow_seconds": "0",
        "packs": "[]",
    }
    assert editor.post(address, form).status_code == 302
    page = client.get(category.get_absolute_url()).content.decode()
    assert "Gardens" in page
    assert "Allotment" not in page


def test_a_form_that_was_open_for_an_hour_undoes_no_counter():
    opened = CategoryFactory()
    talk = topic(opened)
    opened = Category.objects.get(pk=opened.pk)
    post_reply(viewer(member()), talk.pk, body="Meanwhile.")
    opened.name = "Later"
    opened.save()
    now = Category.objects.get(pk=opened.pk)
    assert (now.name, now.post_count) == ("Later", 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": "circle"},
        {"audience": "public", "with_circle": True},
        {"packs": "numbers"},
        {"packs": [1]},
    ],
)
def test_a_place_that_does_not_fit_together_is_refused_kindly(wrong):
    fields = dict(wrong)
    if fields.pop("with_circle", False):
        fields["circle"] = circle()
    with pytest.raises(ValidationError):
        CategoryFactory.build(**fields).full_clean()


def test_a_place_may_read_everything_first():
    talk = topic(CategoryFactory(hold_all=True))
    assert post_reply(viewer(member()), talk.pk, body="Hello.").state == "held"
