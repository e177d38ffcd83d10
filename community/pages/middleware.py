"""What every request must be before anything reads it."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class Utf8Only:
    """Refuses (400) a request that says its words are in another encoding than UTF-8.

    Our pages send UTF-8. Django believes the ``charset`` of a request, and Python knows codecs
    that make text which no database and no page can take.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Set only when the request names an encoding that Python knows.
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("Words come to us in UTF-8.")
        return self.get_response(request)
