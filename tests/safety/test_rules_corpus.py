"""The rules against the project's own paired corpus: every case, and a floor for every theme."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from community.safety import rules
from community.safety.verdicts import Contribution, Space, Standing, Surface

CORPUS = Path(__file__).parent / "corpus"
ESTABLISHED = Standing(shown_count=1000)


def cases() -> list[dict[str, str]]:
    found = []
    for path in sorted(CORPUS.glob("*.jsonl")):
        found += [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    return found


CASES = cases()


def judged(case: dict[str, str]):
    space = Space(packs=frozenset({case["pack"]}) if "pack" in case else frozenset())
    standing = Standing() if case["id"].startswith("spam") else ESTABLISHED
    surface = Surface(case.get("surface", "forum.post"))
    return rules.apply(Contribution.of(surface, 1, space=space, body=case["text"]), standing)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_case_gets_the_verdict_it_should(case):
    verdict = judged(case)
    assert verdict.outcome == case["expect"], verdict.codes
    if case["expect"] != "allow":
        assert case["code"] in verdict.codes


def test_the_corpus_is_paired_and_large_enough():
    assert len(CASES) >= 600
    assert len({case["id"] for case in CASES}) == len(CASES)
    harmful = {case["id"][:-1] for case in CASES if case["id"].endswith("a")}
    innocent = {case["id"][:-1] for case in CASES if case["id"].endswith("b")}
    assert harmful == innocent


def test_words_of_danger_are_never_refused_and_always_bring_support():
    for case in CASES:
        if not case["id"].startswith("crisis") or case["expect"] == "allow":
            continue
        verdict = judged(case)
        assert not verdict.refused, case["text"]
        assert verdict.support, case["text"]
        assert verdict.severity == 1, case["text"]


def test_every_code_of_every_theme_about_words_is_in_the_corpus():
    covered = {case.get("code") for case in CASES}
    about_words = {
        code.code
        for rule in rules.RULES
        if rule.theme not in {"pace", "standing"}
        for code in rule.codes
    }
    assert about_words <= covered
