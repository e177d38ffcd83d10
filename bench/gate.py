"""What the rules catch, what they hold wrongly, and what they cost.

    python bench/gate.py                 the project's own corpus, and milliseconds per rule
    python bench/gate.py FILE.jsonl …    the same on lines {"text", "expect", "code"} of your own

Recall: of the harmful forms, how many got the verdict and the code they should.
False holds: of the innocent neighbours, how many were not simply allowed.
Milliseconds are of the processor, so that a busy machine measures the same as a quiet one.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from time import thread_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from community.safety import rules  # noqa: E402
from community.safety.rules.catalogue import Reading  # noqa: E402
from community.safety.rules.normalise import normalise  # noqa: E402
from community.safety.verdicts import (  # noqa: E402
    Contribution,
    Part,
    Space,
    Standing,
    Surface,
)

ESTABLISHED = Standing(shown_count=1000)
EVERYDAY = (
    "I’ve had a better week than last. On Tuesday I walked to the allotment at 10:30 and stayed "
    "until the rain came, about 45 minutes. My sister says I’m “too quiet” but I don’t think so! "
    "Has anyone tried the café by the library? I was at my lowest in 2019, and I'm still here. "
    "Thank you for asking how I am – it means more than you know.\n\n"
)


def cases(paths: list[Path]) -> list[dict[str, str]]:
    found = []
    for path in paths:
        found += [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return found


def measure(found: list[dict[str, str]]) -> None:
    caught: dict[str, list[bool]] = defaultdict(list)
    wrongly: dict[str, list[bool]] = defaultdict(list)
    for case in found:
        space = Space(packs=frozenset({case["pack"]}) if "pack" in case else frozenset())
        new = case.get("code", "").startswith("spam")
        surface = Surface(case.get("surface", "forum.post"))
        verdict = rules.apply(
            Contribution.of(surface, 1, space=space, body=case["text"]),
            Standing() if new else ESTABLISHED,
        )
        code = case.get("code", "")
        if case["expect"] == "allow":
            wrongly[code].append(not verdict.allowed)
        else:
            caught[code].append(verdict.outcome == case["expect"] and code in verdict.codes)
    print(f"{'code':<24}{'cases':>7}{'recall':>9}{'neighbours':>12}{'false holds':>13}")
    for code in sorted(set(caught) | set(wrongly)):
        yes, no = caught[code], wrongly[code]
        recall = f"{statistics.mean(yes):.3f}" if yes else "–"
        false = f"{100 * statistics.mean(no):.1f} %" if no else "–"
        print(f"{code:<24}{len(yes):>7}{recall:>9}{len(no):>12}{false:>13}")
    yes = [each for each in caught.values() for each in each]
    no = [each for each in wrongly.values() for each in each]
    if yes and no:
        print(
            f"{'all':<24}{len(yes):>7}{statistics.mean(yes):>9.3f}{len(no):>12}"
            f"{100 * statistics.mean(no):>11.1f} %"
        )


def milliseconds(length: int, rounds: int) -> None:
    base = (EVERYDAY * (length // len(EVERYDAY) + 1))[:length]
    spent: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds):
        # A word changes each time, so that no memory of the last text helps.
        text = f"{turn} {base}"[:length]
        started = thread_time()
        rules.apply(Contribution.of(Surface.POST, 1, body=text), ESTABLISHED)
        spent["whole gate"].append(thread_time() - started)
        started = thread_time()
        read = normalise(text)
        _ = read.words, read.said, read.quoted
        spent["normalise"].append(thread_time() - started)
        reading = Reading(Part("body", text), read, Surface.POST, Space(), ESTABLISHED)
        for rule in rules.RULES:
            if rule.surfaces is not None and Surface.POST not in rule.surfaces:
                continue
            started = thread_time()
            list(rule.function(reading))
            spent[rule.name].append(thread_time() - started)
    print(f"\n{length:,} characters, {rounds} rounds{'p50 ms':>16}{'p95 ms':>10}")
    for name, seconds in sorted(spent.items(), key=lambda item: -statistics.median(item[1])):
        ordered = sorted(seconds)
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        print(f"  {name:<30}{1e3 * statistics.median(ordered):>10.3f}{1e3 * p95:>10.3f}")


def main() -> None:
    paths = [Path(each) for each in sys.argv[1:]]
    measure(cases(paths or sorted((ROOT / "tests/safety/corpus").glob("*.jsonl"))))
    for length, rounds in ((200, 400), (2_000, 200), (20_000, 40)):
        milliseconds(length, rounds)


if __name__ == "__main__":
    main()
