"""What people write, as it comes in."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from community.text import MAX_LENGTH, clean_source
from forum.limits import NOTE_LENGTH, TITLE_LENGTH


class WordsField(forms.CharField):
    """Text as it should be stored: cleaned before it is measured."""

    def to_python(self, value: object) -> str:
        return clean_source(super().to_python(value) or "").strip()


class LineField(WordsField):
    """One line."""

    def to_python(self, value: object) -> str:
        return " ".join(super().to_python(value).split())


def _note() -> LineField:
    return LineField(
        label=_("Content note"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_(
            "If your words may be hard to read for some, say in a few words what they are about. "
            "They are folded under it, and each reader opens them when they are ready."
        ),
        error_messages={"max_length": _("Make the note shorter: a few words are enough.")},
    )


class WritingForm(forms.Form):
    """What every form for words shares. ``token``: the same form sent twice is one post."""

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def new_token() -> str:
        return str(uuid.uuid4())

    def _clean_fields(self) -> None:
        super()._clean_fields()
        # A token that was tampered with is no reason to stop anybody.
        if "token" in self._errors:
            del self._errors["token"]
            self.cleaned_data["token"] = None


def _body(label: object, rows: int) -> WordsField:
    return WordsField(
        label=label,
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows, "data-writing": "body"}),
        error_messages={
            "required": _("Write a few words first."),
            "max_length": _(
                "This is longer than one post can be. Make it shorter, or send it in two parts."
            ),
        },
    )


class ReplyForm(WritingForm):
    body = _body(_("Your reply"), 7)
    content_note = _note()

    field_order = ["body", "content_note", "token"]


class TopicForm(WritingForm):
    title = LineField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        min_length=3,
        help_text=_("One line that says what it is about."),
        error_messages={
            "required": _("Give it a title, so that others know what it is about."),
            "max_length": _("Make the title shorter: one line is enough."),
            "min_length": _("Make the title a little longer."),
        },
    )
    body = _body(_("What you would like to say"), 10)
    content_note = _note()

    field_order = ["title", "body", "content_note", "token"]


class EditForm(ReplyForm):
    """``edit_count`` is how often it had been changed when the form was opened."""

    edit_count = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    body = _body(_("Your words"), 8)


class EditOpenerForm(TopicForm):
    edit_count = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class DraftForm(forms.Form):
    """Whatever has been typed so far; nothing is required of it."""

    place = forms.CharField(max_length=80)
    title = forms.CharField(required=False, strip=False)
    body = forms.CharField(required=False, strip=False)
    content_note = forms.CharField(required=False, strip=False)
