"""The components and tags that every room builds its pages from."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from community.pages.avatars import avatar_svg


def drawn(source: str, **context: object) -> str:
    context.setdefault("request", RequestFactory().get("/forum/?q=tea&page=3"))
    return Template("{% load cg %}" + source).render(Context(context))


class EveryKind(forms.Form):
    name = forms.CharField(help_text="Make one up.")
    words = forms.CharField(widget=forms.Textarea)
    secret = forms.CharField(widget=forms.PasswordInput)
    area = forms.ChoiceField(choices=[("a", "One"), ("b", "Two")])
    way = forms.ChoiceField(
        choices=[("a", "Phone"), ("b", "Walk")], widget=forms.RadioSelect, help_text="Choose one."
    )
    days = forms.MultipleChoiceField(
        choices=[("m", "Monday"), ("t", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="I agree")
    when = forms.SplitDateTimeField()
    paper = forms.FileField()
    token = forms.CharField(widget=forms.HiddenInput)


def test_every_kind_of_field_has_a_label_that_belongs_to_it():
    form = EveryKind()
    html = drawn("{% for each in form.visible_fields %}{% field each %}{% endfor %}", form=form)

    ids = set(re.findall(r'\sid="([^"]+)"', html))
    for target in re.findall(r'<label[^>]*\sfor="([^"]+)"', html):
        assert target in ids
    assert html.count("<fieldset") == 3
    assert html.count("<legend") == 3
    assert "nhsuk-radios__input" in html
    assert "nhsuk-checkboxes__input" in html
    assert "nhsuk-password-input" in html
    assert 'style="' not in html


def test_a_field_is_described_by_its_hint_and_its_error():
    html = drawn("{% field form.name %}", form=EveryKind({"name": ""}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "nhsuk-input--error" in html


def test_a_group_of_choices_is_described_as_a_whole():
    html = drawn("{% field form.way %}", form=EveryKind({}))

    assert re.search(r'<fieldset[^>]*aria-describedby="id_way_helptext id_way_error"', html)


def test_the_error_summary_leads_to_each_box():
    form = EveryKind({"name": "", "words": "Kept"})
    html = drawn('{% include "components/error_summary.html" with form=form %}', form=form)

    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert "id_name" in targets
    assert "id_way_0" in targets
    assert "id_words" not in targets
    assert 'role="alert"' in html


def test_an_empty_box_is_asked_for_kindly_and_by_its_name():
    html = drawn('{% include "components/form.html" with form=form %}', form=EveryKind({}))

    assert "Name: please fill this in." in html
    assert "Way: please choose one." in html
    assert "I agree: please tick this box." in html
    assert "This field is required" not in html


def test_a_form_that_says_its_own_words_is_let_speak():
    class Asks(forms.Form):
        name = forms.CharField(error_messages={"required": "Choose a name that you made up."})

    html = drawn('{% include "components/form.html" with form=form %}', form=Asks({}))

    assert html.count("Choose a name that you made up.") == 2


def test_a_whole_form_keeps_what_was_typed():
    form = EveryKind({"name": "Heron <3", "words": "My words"})
    html = drawn('{% include "components/form.html" with form=form submit="Send" %}', form=form)

    assert 'value="Heron &lt;3"' in html
    assert "My words</textarea>" in html
    assert 'name="token"' in html
    assert html.index("nhsuk-error-summary") < html.index("<form")


def test_an_untouched_form_says_nothing_about_errors():
    assert "nhsuk-error" not in drawn(
        '{% include "components/form.html" with form=form %}', form=EveryKind()
    )


def test_page_numbers_keep_the_rest_of_the_search():
    page_obj = Paginator(range(500), 10).page(3)
    html = drawn('{% include "components/pagination.html" %}', page_obj=page_obj)

    assert 'href="?q=tea"' in html
    assert 'href="?q=tea&amp;page=4"' in html
    assert 'rel="prev"' in html
    assert 'rel="next"' in html
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_numbers():
    page_obj = Paginator(range(5), 10).page(1)

    assert "<nav" not in drawn('{% include "components/pagination.html" %}', page_obj=page_obj)


def test_a_face_is_always_the_same_and_says_nothing_of_its_seed():
    first, again = avatar_svg("Quiet Heron", 40), avatar_svg("Quiet Heron", 40)

    assert first == again
    assert 'aria-hidden="true"' in first
    assert "Heron" not in first
    assert "style" not in first
    assert "<script" not in drawn("{% avatar seed %}", seed="<script>alert(1)</script>")


def test_faces_differ_by_shape_as_well_as_colour():
    faces = {avatar_svg(f"member {n}") for n in range(400)}
    shapes = {re.sub(r"#[0-9a-f]{6}", "", face) for face in faces}

    assert len(faces) > 150
    assert len(shapes) > 40


def test_a_time_tag_holds_the_moment_itself():
    moment = dt.datetime(2024, 5, 3, 13, 0, tzinfo=dt.UTC)

    assert drawn("{% local_when moment %}", moment=moment) == (
        '<time datetime="2024-05-03T13:00:00+00:00">3 May 2024 at 2pm</time>'
    )
    assert drawn("{% local_when moment %}", moment=None) == ""


def test_a_drawing_is_hidden_and_an_unknown_one_draws_nothing():
    assert 'aria-hidden="true"' in drawn('{% drawing "bench" %}')
    assert drawn('{% drawing "../../../etc/passwd" %}') == ""
    assert drawn('{% drawing "no-such-thing" %}') == ""


@pytest.mark.django_db
def test_the_support_panel_shows_every_line_as_something_to_press():
    from community.safety.queries import support_panel

    html = drawn('{% include "components/support_panel.html" %}', panel=support_panel())

    assert 'href="tel:999"' in html
    assert 'href="tel:116123"' in html
    assert 'href="sms:85258?body=SHOUT"' in html
    assert "violat" not in html


def test_crumbs_begin_at_home():
    html = drawn('{% crumbs "Forum" "/forum/" "Gardening" "/forum/c/gardening/" %}')

    assert re.findall(r'<a href="([^"]+)"', html) == ["/", "/forum/", "/forum/c/gardening/"]


def test_every_drawing_keeps_the_content_security_policy(settings):
    for path in (settings.BASE_DIR / "static" / "img").rglob("*.svg"):
        source = path.read_text()
        assert "style=" not in source, path
        assert "<script" not in source, path
        assert "<style" not in source, path
        assert "href" not in source, path
