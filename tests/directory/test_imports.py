# ruff: noqa: E501 - tables of cases read better on unbroken lines
"""Taking in listings: real feeds, hostile ones, and edits on both sides."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import httpx
import pytest
from django.core.management import CommandError, call_command

from directory.management.commands import import_groups
from directory.models import Group, ImportRun, Organisation, Venue
from directory.open_referral import fetching
from directory.open_referral.cleaning import clean_text, web_address
from directory.search import GroupSearch, find_groups
from tests.factories.directory import BoroughFactory, TermFactory

pytestmark = pytest.mark.django_db

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "data"
BRISTOL = REFERENCE / "bristol_wellaware_oruk_v1_page1_50of243.json"


def service(**fields):
    return {
        "id": "s-1",
        "name": "Chess corner",
        "description": "We play.",
        "status": "active",
        **fields,
    }


def page(*rows, **more):
    return {
        "total_items": len(rows),
        "page_number": 1,
        "last_page": True,
        **more,
        "contents": list(rows),
    }


@pytest.fixture
def feed(tmp_path):
    """Write a feed and import it; gives (report, output)."""

    def run(data, *args, kind="oruk3", name="feed.json", **options):
        path = tmp_path / name
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        out, report = StringIO(), tmp_path / "report.json"
        call_command(
            "import_groups", str(path), *args, format=kind, report=str(report), source="test",
            stdout=out, stderr=StringIO(), **options,
        )  # fmt: skip
        return json.loads(report.read_text()), out.getvalue()

    return run


def one(**where):
    return Group.objects.get(**where)


# --- the shapes that feeds come in ----------------------------------------------------------
@pytest.mark.parametrize(
    "data",
    [
        page(service()),
        {"totalElements": 1, "number": 1, "last": True, "content": [service()]},
        [service()],
        service(),
        json.dumps(json.dumps(page(service()))),
    ],
)
def test_a_page_a_list_or_a_single_service_all_become_listings(feed, data):
    report, _ = feed(data)
    assert report["counts"]["new"] == 1
    assert one().name == "Chess corner"
    assert one().is_public
    assert find_groups(GroupSearch(text="chess")).total == 1


def test_a_second_run_changes_nothing(feed):
    feed(page(service()))
    before = Group.objects.values().get()
    report, _ = feed(page(service()))
    assert report["counts"]["same"] == 1
    assert Group.objects.values().get() == before


def test_a_dry_run_says_all_and_keeps_nothing(feed):
    report, out = feed(page(service()), "--dry-run")
    assert report["counts"]["new"] == 1
    assert "would be new" in out
    assert not Group.objects.exists()
    assert not Organisation.objects.exists()
    assert not ImportRun.objects.exists()


def test_markup_is_cleaned_and_mojibake_mended(feed):
    text = (
        "<p>Itâ€™s free&nbsp;&ndash; for <b>everyone</b>.</p><ul><li>Tea</li><li>Cake Â£1</li></ul>"
        "<script>alert(1)</script>"
    )
    feed(page(service(description=text)))
    made = one()
    assert made.what_happens == "It's free – for everyone.\n\n- Tea\n- Cake £1"
    assert made.summary.startswith("It's free")


def test_everything_a_version_3_service_says_becomes_structured(feed):
    havering, term = BoroughFactory(), TermFactory()
    feed(
        page(
            service(
                url="www.chess.example",
                email="hello@chess.example",
                fees="£2 a time",
                minimum_age=18,
                maximum_age=120,
                assured_date="2026-01-05",
                assurer_email="private@recorder.example",
                organization={"id": "o-1", "name": "Chess People", "website": "http://c.example"},
                schedules=[{"freq": "WEEKLY", "byday": "TU", "dtstart": "2026-01-06", "opens_at": "14:00", "closes_at": "16:00"}],
                service_at_locations=[{"location": {"id": "l-1", "location_type": "physical", "name": "Old Dairy", "latitude": 51.56, "longitude": 0.21,
                    "addresses": [{"address_1": "17 Yard", "city": "Hornchurch", "postal_code": "RM12 6TF"}],
                    "accessibility": [{"description": "Step-free"}]}}],
                languages=[{"name": "Urdu"}],
                service_areas=[{"name": "London Borough of Havering"}],
                attributes=[{"taxonomy_term": {"name": "Gardening"}}, {"taxonomy_term": {"name": "Chess"}}],
                contacts=[{"name": "A Person", "phones": [{"number": "020 7946 0141"}]}],
            )
        )
    )  # fmt: skip
    made = one()
    assert made.website == "https://www.chess.example"
    assert made.contact_phone == "020 7946 0141"
    assert (made.minimum_age, made.maximum_age) == (18, None)
    assert made.organisation.name == "Chess People"
    assert made.schedules.get().words() == "every Tuesday, 2 to 4pm"
    assert made.venue.postcode == "RM12 6TF"
    assert list(made.boroughs.all()) == [havering]
    assert list(made.terms.all()) == [term]
    assert made.keywords == ["Chess"]
    assert [language.name for language in made.languages.all()] == ["Urdu"]
    assert made.last_checked_on.isoformat() == "2026-01-05"
    stored = json.dumps(Group.objects.values().get(), default=str)
    assert "recorder.example" not in stored
    assert "A Person" not in stored


def test_an_old_listing_comes_in_as_overdue(feed):
    feed(page(service(assured_date="2020-06-05")))
    assert one().freshness == "overdue"


# --- contact details in sentences --------------------------------------------------------------
def test_a_number_in_a_sentence_moves_to_its_field_and_is_reported(feed):
    report, _ = feed(
        page(service(description="Swindon team: 01793 836820. Bath team: 01225 731631."))
    )
    made = one()
    assert made.contact_phone or made.more_contacts
    assert "01793" not in made.what_happens
    assert "01225" not in made.what_happens
    numbers = {made.contact_phone, *(each["value"] for each in made.more_contacts)}
    assert numbers == {"01793 836820", "01225 731631"}
    # Twice each: in the text, and in the sentence for lists that is drawn from it.
    assert report["counts"]["moved"] == 4


def test_moving_a_number_is_no_edit_of_ours(feed):
    first = service(description="Ring 01793 836820 to book.")
    feed(page(first))
    report, _ = feed(page({**first, "description": "Ring 01793 836820 to book a seat."}))
    assert report["counts"] | {} == report["counts"]
    assert report["counts"]["changed"] == 1
    assert report["counts"]["conflicts"] == 0
    assert "seat" in one().what_happens


def test_words_the_gate_refuses_refuse_the_row(feed):
    slur = "You are all retards and should be beaten."
    report, _ = feed(page(service(), service(id="s-2", name="Bad", description=slur)))
    held_or_refused = Group.objects.filter(name="Bad").first()
    assert held_or_refused is None or held_or_refused.state == "held"
    assert report["counts"]["new"] >= 1


# --- two sides ---------------------------------------------------------------------------------------
def test_upstream_changes_come_in_and_local_edits_stay(feed):
    feed(page(service(fees="Free")))
    made = one()
    made.summary = "Our own words."
    made.save()
    report, _ = feed(page(service(fees="Free", name="Chess and more")))
    made = one()
    assert made.name == "Chess and more"
    assert made.summary == "Our own words."
    assert report["counts"]["conflicts"] == 0


def test_when_both_sides_changed_ours_stays_and_the_difference_is_kept(feed):
    feed(page(service()))
    made = one()
    made.name = "Our chess"
    made.save()
    report, out = feed(page(service(name="Their chess")))
    made = one()
    assert made.name == "Our chess"
    assert made.import_conflicts == {"name": "Their chess"}
    assert report["rows"][0]["conflicts"] == ["name"]
    assert "KEPT OURS" in out
    again, _ = feed(page(service(name="Their chess")))
    assert again["counts"]["same"] == 1
    later, _ = feed(page(service(name="Third name")))
    assert one().name == "Our chess"
    assert later["counts"]["conflicts"] == 1


def test_a_waiting_draft_is_an_edit_of_ours_too(feed):
    feed(page(service()))
    draft = one()
    draft.name = "Draft name"
    draft.save_revision()
    report, _ = feed(page(service(name="Their name", description="They play.")))
    made = one()
    assert report["rows"][0]["conflicts"] == ["name"]
    assert made.what_happens == "They play."
    waiting = made.get_latest_revision_as_object()
    assert waiting.name == "Draft name"
    assert waiting.what_happens == "They play."


def test_a_listing_that_leaves_the_feed_stays_and_is_named(feed):
    feed(page(service(), service(id="s-2", name="Other")))
    report, out = feed(page(service()))
    assert report["no_longer_in_the_feed"] == ["Other"]
    assert Group.objects.count() == 2
    assert "GONE" in out


def test_a_moderators_decision_outlives_an_import(feed):
    feed(page(service()))
    Group.objects.update(state="hidden")
    feed(page(service(name="New name")))
    assert one().state == "hidden"


# --- rows that cannot be used ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "x"}, "no name"),
        ({"name": "x"}, "no id"),
        (service(id=None), "no id"),
        (service(id=["x"]), "id: expected text, found a list"),
        (service(id=""), "id is empty"),
        (service(id="x" * 300), "longer than 200"),
        (service(name=None), "no name"),
        (service(name=7), "name: expected text, found a number"),
        (service(name="   "), "name is empty"),
        (service(name="<p></p>"), "name is empty"),
        (service(name="x" * 500), "longer than 160"),
        (service(status="open"), "status: “open” is not one of"),
        (service(status=3), "status: a number is not one of"),
        ("text", "this is text, not a service"),
        (None, "this is nothing, not a service"),
        (7, "this is a number"),
        ([], "this is a list"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_reason_and_the_others_come_in(
    feed, row, reason
):
    report, out = feed(page(service(id="good", name="Good"), row))
    assert report["counts"]["refused"] == 1
    assert reason in report["rows"][0]["reasons"][0]
    assert report["rows"][0]["row"] == 2
    assert "REFUSED  row 2" in out
    assert [group.name for group in Group.objects.all()] == ["Good"]


@pytest.mark.parametrize(
    "fields",
    [
        {"email": False}, {"email": "nobody"}, {"url": "javascript:alert(1)"}, {"url": {"a": 1}}, {"description": ["x"]},
        {"minimum_age": "old"}, {"minimum_age": -4}, {"minimum_age": 90, "maximum_age": 10}, {"minimum_age": 10**400},
        {"assured_date": "31/31/2020"}, {"assured_date": 20200101}, {"assured_date": "0001-01-01"},
        {"assured_date": "9999-12-31"}, {"organization": "text"}, {"organization": {"id": 4}}, {"schedules": "weekly"},
        {"schedules": [None, 4, {"freq": "DAILY", "byday": "XX"}, {"byday": "MO", "dtstart": "0001-01-01"}]},
        {"schedules": [{"freq": "MONTHLY", "byday": "5MO", "interval": 1e308}]},
        {"service_at_locations": [{"location": {"latitude": 100, "longitude": 101}}]},
        {"service_at_locations": [{"location": {"latitude": "NaN", "longitude": "inf"}}]},
        {"service_at_locations": [{"location": {"name": "x" * 10_000, "latitude": 51.5, "longitude": 0.1}}]},
        {"service_at_locations": [None, 3, {"location": None}]}, {"languages": [{"name": "x" * 999}, None]},
        {"cost_options": [{"amount": "a lot"}, {"amount": 1e300}]}, {"cost_options": [{"amount": -1}]},
        {"contacts": [{"phones": [{"number": 7}, {"number": "nobody"}]}]}, {"attributes": [{"taxonomy_term": None}]},
        {"fees": "x" * 5000}, {"description": "a\x00b\x08c"}, {"description": "\u202eevil\u200b"},
        {"description": "<" * 50_000}, {"description": "<div>" * 20_000}, {"description": "x " * 100_000},
        {"phones": {"number": "1"}}, {"eligibilitys": [{"minimum_age": "x"}]}, {"extra": {"deep": [[[[1]]]]}},
    ],
)  # fmt: skip
def test_a_detail_that_cannot_be_used_is_left_out_and_the_listing_stands(feed, fields):
    report, _ = feed(page(service(**fields)))
    assert report["counts"]["new"] == 1, report
    made = one()
    assert "\x00" not in made.what_happens
    assert len(made.what_happens) <= 20_000
    made.full_clean(exclude=["slug"])


def test_the_same_id_twice_in_one_feed_is_refused_the_second_time(feed):
    report, _ = feed(page(service(), service(name="Twin")))
    assert report["rows"][0]["reasons"] == ["its id is the same as in row 1"]
    assert one().name == "Chess corner"


def test_a_row_is_stored_whole_or_not_at_all(feed, monkeypatch):
    def break_off(*args, **kwargs):
        raise ValueError("no room")

    monkeypatch.setattr(Group, "save_revision", break_off)
    with pytest.raises(CommandError, match="Every row was refused"):
        feed(page(service(organization={"id": "o", "name": "People"})))
    assert not Group.objects.exists()
    assert not Organisation.objects.exists()


# --- feeds that cannot be read ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "data",
    ["", "   ", "{}", "[", '{"contents": [', '{"contents": [{"id": "a", "name": "b"}', "not json", "<html></html>",
     '{"error": "no"}', '{"contents": []} trailing', "[1,]", '{"contents": 5}', "[" * 200_000, '{"a":' * 200_000,
     '"just text"', "null", "\x00\x01\x02", b"\xff\xfe\x00\x01", b"PK\x03\x04zip"],
)  # fmt: skip
def test_a_broken_feed_changes_nothing_and_says_why(feed, data):
    with pytest.raises(CommandError) as refusal:
        feed(data)
    assert "Nothing was imported" in str(refusal.value)
    assert not Group.objects.exists()


def test_a_feed_cut_off_in_its_middle_stores_none_of_its_rows(feed):
    whole = json.dumps(page(*(service(id=str(at), name=f"Group {at}") for at in range(50))))
    with pytest.raises(CommandError, match="not JSON at character"):
        feed(whole[: len(whole) // 2])
    assert not Group.objects.exists()


def test_an_empty_list_is_said_to_be_empty(feed):
    with pytest.raises(CommandError, match="no services in it"):
        feed(page())


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="there is no file"):
        call_command("import_groups", "/nowhere/feed.json", format="oruk3", stderr=StringIO())


def test_strict_ends_in_an_error_when_any_row_was_refused(feed):
    with pytest.raises(CommandError, match="1 rows were refused"):
        feed(page(service(), {"id": "x"}), "--strict")
    assert Group.objects.count() == 1


def test_one_huge_value_is_refused_before_it_fills_the_memory(feed):
    with pytest.raises(CommandError, match="longer than"):
        feed('[{"id": "a", "name": "' + "x" * 6_000_000 + '"}]')


# --- CSV ----------------------------------------------------------------------------------------------------
CSV = """Ref,Group name,About,Town,Postcode,Days,Start,Until,Borough,Telephone
7,Chess corner,We play,Romford,RM1 1EJ,"Tuesday, Thursday",14:00,16:00,Havering,020 7946 0141
8,,no name here,,,,,,,
"""


def test_a_table_comes_in_by_its_column_names(feed):
    havering = BoroughFactory()
    report, out = feed(CSV, kind="csv", name="groups.csv")
    assert report["counts"] | {"new": 1, "refused": 1} == report["counts"]
    assert "row 2 (id 8): it has no name" in out
    made = one()
    assert made.schedules.get().words() == "every Tuesday and Thursday, 2 to 4pm"
    assert made.venue.postcode == "RM1 1EJ"
    assert list(made.boroughs.all()) == [havering]
    assert made.contact_phone == "020 7946 0141"


def test_a_column_can_be_mapped_by_hand(feed):
    feed(
        "Titel,Was\nChess corner,We play\n",
        "--map",
        "Titel=name",
        "--map",
        "Was=description",
        kind="csv",
        name="g.csv",
    )
    assert one().what_happens == "We play"


@pytest.mark.parametrize(
    ("data", "args", "words"),
    [("a,b\n1,2\n", (), "No column gives a name"), ("name\nx\n", ("--map", "nothing=name"), "no column “nothing”"),
     ("name\nx\n", ("--map", "name=nothing"), "no field “nothing”"), ("name\nx\n", ("--map", "name"), "takes COLUMN=FIELD"),
     ("name,name\nx,y\n", (), "same name"), ("", (), "no column names")],
)  # fmt: skip
def test_a_table_that_cannot_be_read_says_why(feed, data, args, words):
    with pytest.raises(CommandError, match=words):
        feed(data, *args, kind="csv", name="g.csv")


def test_a_windows_table_is_read_too(feed):
    feed("name,description\nCafé,It’s warm\n".encode("cp1252"), kind="csv", name="g.csv")
    assert one().name == "Café"


# --- addresses -----------------------------------------------------------------------------------------------
def serve(monkeypatch, handler):
    monkeypatch.setattr(fetching.time, "sleep", lambda seconds: None)
    made = httpx.Client

    def client(**options):
        return made(transport=httpx.MockTransport(handler), follow_redirects=True)

    monkeypatch.setattr(fetching.httpx, "Client", client)


def fetch(*args, address="https://other.example/v3/services", kind="oruk3"):
    out = StringIO()
    call_command("import_groups", address, *args, format=kind, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_every_page_of_a_feed_is_read_and_each_service_in_full(monkeypatch):
    asked = []

    def answer(request):
        asked.append(str(request.url))
        number = int(request.url.params.get("page", 1))
        if request.url.path.endswith("/services"):
            rows = [{"id": f"s{number}", "name": f"Group {number}", "status": "active"}]
            return httpx.Response(200, json=page(*rows, page_number=number, last_page=number == 3))
        last = request.url.path.rsplit("/", 1)[-1]
        return httpx.Response(200, json=service(id=last, name=f"Full {last}", schedules=[]))

    serve(monkeypatch, answer)
    fetch()
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Full s1", "Full s2", "Full s3"]
    assert Group.objects.first().source == "other.example/v3/services"
    assert len(asked) == 6


def test_a_server_that_stumbles_is_asked_again(monkeypatch):
    answers = iter(
        [httpx.Response(503), httpx.Response(429), httpx.Response(200, json=[service()])]
    )
    serve(monkeypatch, lambda request: next(answers))
    fetch(kind="oruk1")
    assert Group.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [(httpx.Response(404), "answered 404"), (httpx.Response(500), "answered 500, 4 times"),
     (httpx.Response(200, text="<html>"), "not JSON"), (httpx.Response(200, text=""), "empty")],
)  # fmt: skip
def test_a_server_that_cannot_answer_changes_nothing(monkeypatch, answer, words):
    serve(monkeypatch, lambda request: httpx.Response(answer.status_code, text=answer.text))
    with pytest.raises(CommandError, match=words):
        fetch()
    assert not Group.objects.exists()
    assert ImportRun.objects.get().counts == {"failed": 1}


def test_a_server_that_repeats_one_page_for_ever_is_left(monkeypatch):
    serve(
        monkeypatch,
        lambda request: httpx.Response(200, json=page(service(), last_page=False, page_number=1)),
    )
    fetch(kind="oruk1")
    assert Group.objects.count() == 1


# --- real ones ----------------------------------------------------------------------------------------------------
def reference(path):
    if not path.exists():
        pytest.skip("../shared/data is not here: the real feed was NOT imported")
    return path


@pytest.mark.reference
def test_the_real_feed_comes_in_whole_and_again_changes_nothing(tmp_path):
    path = reference(BRISTOL)
    for expected in ({"new": 50}, {"same": 50}):
        report = tmp_path / "report.json"
        call_command(
            "import_groups", str(path), format="oruk1", report=str(report), stdout=StringIO(), stderr=StringIO()
        )  # fmt: skip
        counts = json.loads(report.read_text())["counts"]
        assert counts | expected == counts
        assert counts["refused"] == 0
    for made in Group.objects.all():
        assert "â€" not in made.what_happens + made.name
        assert "<p" not in made.what_happens
        assert "oliviaplenty" not in json.dumps(made.import_base)
    assert find_groups(GroupSearch(text="cycling")).total >= 2


@pytest.mark.reference
@pytest.mark.parametrize(
    ("mock", "new", "refused"), [("Default", 1, 0), ("Warn", 1, 0), ("Test", 1, 127)]
)
def test_the_standards_own_samples_come_in(mock, new, refused, tmp_path):
    path = reference(REFERENCE / "oruk_mocks" / f"V3.0-UK-{mock}" / "service_list.json")
    report = tmp_path / "report.json"
    call_command(
        "import_groups", str(path), format="oruk3", report=str(report), stdout=StringIO(), stderr=StringIO()
    )  # fmt: skip
    counts = json.loads(report.read_text())["counts"]
    assert (counts["new"], counts["refused"]) == (new, refused)


@pytest.mark.reference
def test_the_standards_failing_sample_is_refused_row_by_row():
    path = reference(REFERENCE / "oruk_mocks" / "V3.0-UK-Fail" / "service_list.json")
    out = StringIO()
    with pytest.raises(CommandError, match="Every row was refused"):
        call_command("import_groups", str(path), format="oruk3", stdout=out, stderr=StringIO())
    assert out.getvalue().count("it has no name") == 4


def test_our_own_feed_can_be_taken_in_by_another(client, feed, settings):
    feed(page(service(fees="Free", minimum_age=18)))
    sent = client.get("/open-referral/v3/services?full=true").json()
    Group.objects.all().delete()
    Venue.objects.all().delete()
    feed(sent)
    made = one()
    assert (made.name, made.minimum_age, made.cost) == ("Chess corner", 18, "free")


# --- small tools ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "kept"),
    [("www.example.org/x", "https://www.example.org/x"), ("http://a.example", "http://a.example"), ("javascript:alert(1)", ""),
     ("mailto:a@b.c", ""), ("not an address", ""), ("http://", ""), (None, ""), ("ftp://a.example", ""), ("http://[", "")],
)  # fmt: skip
def test_only_web_addresses_are_kept(raw, kept):
    assert web_address(raw) == kept


def test_links_leave_the_text_and_are_kept_apart():
    cleaned = clean_text('<p>See <a href="https://a.example">here</a></p>')
    assert cleaned.text == "See here"
    assert cleaned.links == ("https://a.example",)


def test_the_name_of_a_source_is_steady():
    assert (
        import_groups.source_name("https://a.example/v3/services/?page=2")
        == "a.example/v3/services"
    )
    assert import_groups.source_name("/tmp/feed.json") == "feed"
