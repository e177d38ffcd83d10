"""One rulebook: the same words meet the same answer wherever they are said."""

import pytest

from community.safety import gate, subjects
from community.safety.models import MemberRecord, State
from community.safety.verdicts import Outcome, Reason, Severity, Surface, Verdict
from tests.safety.people import member
from tests.safety.surfaces import PRIVATE, SURFACES, agreed

pytestmark = pytest.mark.django_db

# What is said (short enough for a name), what is expected, and the theme of the reason.
CASES = [
    ("Runner beans in June", Outcome.ALLOW, None),
    ("ring 07700 900123", Outcome.REFUSE, "contact"),
    ("o7700 9 double-oh 123", Outcome.REFUSE, "contact"),
    ("mary.smith@mail.example", Outcome.REFUSE, "contact"),
    ("mary at mail dot com", Outcome.REFUSE, "contact"),
    ("I want to end my life tonight", Outcome.HOLD, "crisis"),
]


@pytest.fixture
def author(db):
    user = agreed(member("Somebody known"))
    MemberRecord.objects.create(member=user, shown_count=50)
    return user


@pytest.mark.parametrize(("surface", "say"), SURFACES, ids=[say.__name__ for _, say in SURFACES])
@pytest.mark.parametrize(("words", "outcome", "theme"), CASES, ids=[case[0] for case in CASES])
def test_the_same_words_meet_the_same_answer_everywhere(
    author, surface, say, words, outcome, theme
):
    verdict = say(author, words)
    assert verdict.outcome is outcome, verdict.reasons
    if theme:
        assert any(code.startswith(f"{theme}.") for code in verdict.codes)
    assert verdict.support == (theme == "crisis")


@pytest.mark.parametrize(("surface", "say"), SURFACES, ids=[say.__name__ for _, say in SURFACES])
def test_no_surface_shows_what_the_gate_holds(author, surface, say, monkeypatch):
    """Rules replaced by one that holds these words: whatever is stored of them is not shown."""
    words = "Quite ordinary words"
    reason = Reason("test.hold", "test", Outcome.HOLD, Severity.ROUTINE, "A person reads this.")
    held = Verdict.from_reasons((reason,))
    monkeypatch.setattr(
        gate, "_judge", lambda said, *args: held if words in said.text else Verdict()
    )
    before = {
        found.key: set(found.model._base_manager.values_list("pk", flat=True))
        for found in subjects.all_types()
    }
    assert say(author, words).held
    for found in subjects.all_types():
        fresh = found.model._base_manager.filter(author=author).exclude(pk__in=before[found.key])
        for subject in fresh.filter(state=State.SHOWN):
            assert words not in found.describe(subject).text, found.key


def test_every_surface_is_in_the_table():
    assert {surface for surface, _ in SURFACES} | PRIVATE == set(Surface)


def test_every_registered_subject_is_reached_through_a_surface_of_the_table():
    known = {surface for surface, _ in SURFACES} | PRIVATE
    for found in subjects.all_types():
        assert found.surfaces, found.key
        assert set(found.surfaces) <= known


def test_a_subject_cannot_be_registered_twice():
    with pytest.raises(ValueError, match="twice"):
        subjects.register(subjects.all_types()[0])
