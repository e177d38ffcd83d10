"""The words around a phrase: whose they are, whether they are denied, and when they were true.

All of it looks only at the sentence the phrase stands in (and a little before it), so that the
cost is the number of phrases found, not the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from community.safety.rules.normalise import Normalised, span_in

_SENTENCE_END = re.compile(r"[.!?](?=[\s\"')]|\Z)|\n")
_LOOK_BACK = 160


@dataclass
class Sentence:
    """One phrase in its sentence, on the ``words`` view."""

    text: Normalised
    start: int
    end: int
    denies: bool = False

    @cached_property
    def before(self) -> str:
        """The sentence up to the phrase (at most 160 characters)."""
        view = self.text.words.text
        head = view[max(0, self.start - _LOOK_BACK) : self.start]
        cut = 0
        for match in _SENTENCE_END.finditer(head):
            cut = match.end()
        return head[cut:].lstrip()

    @cached_property
    def after(self) -> str:
        """The rest of the sentence after the phrase (at most 160 characters)."""
        tail = self.text.words.text[self.end : self.end + _LOOK_BACK]
        match = _SENTENCE_END.search(tail)
        return tail[: match.start()] if match else tail

    @cached_property
    def ends_with_question(self) -> bool:
        tail = self.text.words.text[self.end : self.end + _LOOK_BACK]
        match = _SENTENCE_END.search(tail)
        return bool(match and match.group() == "?")

    @cached_property
    def nearby(self) -> str:
        """The sentence and its neighbours (240 characters each way)."""
        view = self.text.words.text
        return view[max(0, self.start - 240) : self.end + 240]

    @cached_property
    def phrase(self) -> str:
        return self.text.words.text[self.start : self.end]

    @cached_property
    def quoted(self) -> bool:
        """Inside quotation marks, or on a line that quotes another post."""
        return span_in(self.text.quoted, self.start, self.end)

    @cached_property
    def shouted_or_alone(self) -> bool:
        return not self.before and not self.after.strip()
