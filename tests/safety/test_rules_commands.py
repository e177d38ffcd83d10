"""``manage.py screen`` and ``manage.py render``: a line in, a line out, nothing stored."""

from __future__ import annotations

import io
import json
import sys

import pytest
from django.core.management import call_command

from community.safety.management.commands import _lines

pytestmark = pytest.mark.django_db


def run(command, lines, capsys, monkeypatch, *options):
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    raw = b"\n".join(encoded) + b"\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command(command, *options)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_gets_its_own_verdict(capsys, monkeypatch):
    answers = run(
        "screen",
        [
            {"id": 1, "text": "hello"},
            {"id": "two", "text": "call 07700 900123"},
            {"id": 3, "text": "I want to die", "surface": "chat.message"},
            {"id": 4, "text": "Moderator", "surface": "accounts.display_name"},
        ],
        capsys,
        monkeypatch,
    )
    assert [answer["verdict"] for answer in answers] == ["allow", "refuse", "hold", "refuse"]
    assert [answer["id"] for answer in answers] == [1, "two", 3, 4]
    assert answers[1]["reasons"][0] == {
        "code": "contact.phone",
        "rule": "contact.phone",
        "version": 1,
        "part": "body",
        "start": 5,
        "end": 17,
    }
    assert answers[2]["support"] is True


def test_a_bad_line_is_answered_and_the_rest_are_read(capsys, monkeypatch):
    answers = run(
        "screen",
        [
            b"not json",
            b"[1]",
            {"id": 5},
            {"id": 6, "text": 7},
            {"id": {}, "text": "a"},
            {"id": 7, "text": "a", "surface": "no.such"},
            {"id": 8, "text": "a", "surface": ["x"]},
            b'{"id": 9, "text": "\\ud800 \\u0000"}',
            b"\xff\xfe",
            b"",
            {"id": 10, "text": "fine"},
        ],
        capsys,
        monkeypatch,
    )
    assert len(answers) == 11
    assert [answer["id"] for answer in answers if "error" in answer] == [
        None, None, 5, 6, None, 7, 8, None, None,
    ]  # fmt: skip
    assert answers[-1] == {"id": 10, "verdict": "allow", "reasons": [], "support": False}


def test_a_line_too_long_is_answered_and_the_next_is_read(capsys, monkeypatch):
    monkeypatch.setattr(_lines, "MAX_LINE", 100)
    answers = run(
        "screen", [{"id": 1, "text": "x" * 500}, {"id": 2, "text": "a"}], capsys, monkeypatch
    )
    assert "error" in answers[0]
    assert answers[1]["verdict"] == "allow"


def test_screen_can_judge_as_a_newcomer_and_with_a_pack(capsys, monkeypatch):
    lines = [{"id": 1, "text": "dm me"}, {"id": 2, "text": "I weigh 60 kg"}]
    assert [a["verdict"] for a in run("screen", lines, capsys, monkeypatch)] == ["allow", "allow"]
    answers = run("screen", lines, capsys, monkeypatch, "--new-member", "--pack", "numbers")
    assert [answer["verdict"] for answer in answers] == ["hold", "refuse"]


def test_screen_stores_nothing(capsys, monkeypatch):
    from community.safety.models import Screening

    run("screen", [{"id": 1, "text": "call 07700 900123"}], capsys, monkeypatch)
    assert not Screening.objects.exists()


def test_render_answers_with_safe_html(capsys, monkeypatch):
    answers = run(
        "render",
        [
            {"id": 1, "text": "**hi** <script>"},
            {"id": 2, "text": "# hi", "surface": "chat.message"},
            {"id": 3},
        ],
        capsys,
        monkeypatch,
    )
    assert answers[0]["html"] == "<p><strong>hi</strong> &lt;script&gt;</p>\n"
    assert answers[1]["html"] == "# hi"
    assert "error" in answers[2]
