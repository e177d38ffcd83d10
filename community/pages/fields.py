"""Any Django form field as the NHS design system draws it, tied to its hint and its error."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary: what is wrong, and the id of the box to go to."""

    message: str
    target: str = ""


def kind_of(field: BoundField) -> str:
    """Which of the component's shapes fits the field's widget."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "group"
    return "input"


CLASSES = {
    "input": "nhsuk-input",
    "password": "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
    "select": "nhsuk-select",
    "textarea": "nhsuk-textarea",
    "file": "nhsuk-file-upload",
    "checkbox": "nhsuk-checkboxes__input",
    "checkboxes": "nhsuk-checkboxes__input",
    "radios": "nhsuk-radios__input",
    "group": "nhsuk-input cg-input--group",
}
ERROR_CLASSES = {
    "input": "nhsuk-input--error",
    "password": "nhsuk-input--error",
    "select": "nhsuk-select--error",
    "textarea": "nhsuk-textarea--error",
}


def widget_attrs(field: BoundField, width: str = "") -> dict[str, str]:
    """Classes and ``aria-describedby`` for the widget; what the form set itself is kept."""
    kind = kind_of(field)
    own = str(field.field.widget.attrs.get("class", ""))
    classes = [own, CLASSES.get(kind, "")]
    if field.errors:
        classes.append(ERROR_CLASSES.get(kind, ""))
    if width and kind in {"input", "password"}:
        classes.append(f"nhsuk-input--width-{width}")
    attrs = {"class": " ".join(filter(None, classes))}
    described = " ".join(
        filter(
            None,
            (
                str(field.field.widget.attrs.get("aria-describedby", "")),
                f"{field.auto_id}_helptext" if field.help_text else "",
                f"{field.auto_id}_error" if field.errors else "",
            ),
        )
    )
    if described and not field.use_fieldset:
        attrs["aria-describedby"] = described
    return attrs


def draw_widget(field: BoundField, width: str = "") -> SafeString:
    """The widget itself, ready for its place in ``components/field.html``."""
    return field.as_widget(attrs=widget_attrs(field, width))


def draw_option(field: BoundField, option: forms.boundfield.BoundWidget) -> SafeString:
    """One radio button or checkbox of a list, without Django's own label around it."""
    option.data["attrs"] = {**option.data["attrs"], "class": CLASSES[kind_of(field)]}
    return option.tag(wrap_label=False)


def target_of(field: BoundField) -> str:
    """The id that a link from the error summary must lead to."""
    if kind_of(field) in {"radios", "checkboxes"}:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id or ""


def errors_of(field: BoundField) -> list[str]:
    """What is wrong with a field, said beside it. An empty box is asked for kindly."""
    return [_missing(field) if _is_plain_required(error) else str(error) for error in field.errors]


def error_links(form: forms.BaseForm | None) -> list[ErrorLink]:
    """Every error of a bound form, in the order of its fields; general ones come first.

    A message that does not name its field ("This field is required.") is given the label, so
    that each line of the summary makes sense by itself.
    """
    if form is None or not form.is_bound or form.is_valid():
        return []
    links = [ErrorLink(str(message)) for message in form.non_field_errors()]
    for field in form:
        links += [
            ErrorLink(f"{field.label}: {_missing(field).lower()}", target_of(field))
            if _is_plain_required(error)
            else ErrorLink(str(error), target_of(field))
            for error in field.errors
        ]
    return links


def _is_plain_required(message: object) -> bool:
    """Is this Django's own sentence for an empty box, and not one that the form wrote?"""
    return str(message) == str(forms.Field.default_error_messages["required"])


def _missing(field: BoundField) -> str:
    if kind_of(field) in {"radios", "select"}:
        return _("Please choose one.")
    if kind_of(field) == "checkboxes":
        return _("Please choose at least one.")
    if kind_of(field) == "checkbox":
        return _("Please tick this box.")
    return _("Please fill this in.")
