"""What somebody typed before they were signed in, kept on the server until they are."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, QueryDict

from community.accounts import onwards

KEEP_SECONDS = 2 * 60 * 60
_KEY = "support_draft"


def keep(request: HttpRequest, name: str, typed: QueryDict, path: str) -> None:
    """Put a form's fields in the session, in place of any earlier ones; ``path`` is the form."""
    fields = {field: values for field, values in typed.lists() if field != "csrfmiddlewaretoken"}
    request.session[_KEY] = {"name": name, "at": time.time(), "fields": fields}
    onwards.remember(request, path, KEEP_SECONDS)


def kept(request: HttpRequest, name: str) -> QueryDict | None:
    """What was typed in that form, if it was less than two hours ago."""
    draft: dict[str, Any] | None = request.session.get(_KEY)
    if not draft or draft["name"] != name:
        return None
    if time.time() - draft["at"] > KEEP_SECONDS:
        forget(request)
        return None
    found = QueryDict(mutable=True)
    for field, values in draft["fields"].items():
        found.setlist(field, values)
    return found


def waiting(request: HttpRequest) -> str:
    """The name of the form whose words are kept; empty when there are none."""
    draft = request.session.get(_KEY)
    return draft["name"] if draft and time.time() - draft["at"] <= KEEP_SECONDS else ""


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
    onwards.forget(request)
