"""Open Referral UK 3.0: the schemas where they lie, the envelope always, errors in JSON."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from tests.factories.directory import (
    BoroughFactory,
    LanguageFactory,
    OrganisationFactory,
    TermFactory,
    VenueFactory,
    group,
    weekly,
)

pytestmark = pytest.mark.django_db

FEED = "/open-referral/v3"
SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "data" / "oruk_v3_uk_schemas"
LISTS = ["services", "service_at_locations", "taxonomies", "taxonomy_terms", "organizations"]
ENVELOPE = {
    "total_items": int,
    "total_pages": int,
    "page_number": int,
    "size": int,
    "first_page": bool,
    "last_page": bool,
    "empty": bool,
    "contents": list,
}


@pytest.fixture
def listed():
    """One group with everything, one with next to nothing, one at a private address."""
    havering = BoroughFactory()
    full = group(
        name="Gardeners",
        kind="commissioned",
        commissioner="The Partnership",
        what_happens="We grow beans.",
        who_for="Everyone",
        contact_email="hello@garden.example",
        contact_phone="020 7946 0141",
        website="https://garden.example/",
        minimum_age=18,
        maximum_age=90,
        cost="paid",
        cost_amount="2.50",
        cost_note="for seeds",
        join="ask",
        how_to_join="Ring.",
        waiting_list="open",
        waiting_weeks=3,
        alert="Closed on 26 May.",
        online=True,
        online_link="https://meet.example/secret",
        organisation=OrganisationFactory(website="https://n.example/"),
        venue=VenueFactory(
            borough=havering, step_free="yes", hearing_loop="no", access_note="Ring the bell."
        ),
        boroughs=[havering],
        terms=[TermFactory()],
        languages=[LanguageFactory()],
        schedules=[weekly("TU", except_dates=["2026-05-12"])],
    )
    bare = group(name="Bare", in_person=False, by_phone=True)
    private = group(
        name="Private",
        venue=VenueFactory(is_private=True, public_area="West"),
        serves_everywhere=True,
    )
    return full, bare, private


def get(client, path):
    answer = client.get(f"{FEED}/{path}")
    assert answer["Content-Type"].startswith("application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer


def empties(value, path=""):
    """Every null, empty text, list or object, with where it is."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from empties(each, f"{path}.{name}")
            if each in (None, "", [], {}) and name not in {"contents"}:
                yield f"{path}.{name}"
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from empties(each, f"{path}[{at}]")


def validator(name):
    if not SCHEMAS.is_dir():
        pytest.skip("../shared/data is not here: the schemas of Open Referral UK were NOT checked")
    import jsonschema

    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def assert_valid(name, data):
    wrong = [
        f"{'/'.join(map(str, error.path))}: {error.message[:200]}"
        for error in validator(name).iter_errors(data)
    ]
    assert not wrong, wrong[:10]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("", "api_details"),
        ("services", "service_list"),
        ("services?full=true", "service_list"),
        ("service_at_locations", "service_at_location_list"),
        ("taxonomies", "taxonomy_list"),
        ("taxonomy_terms", "taxonomy_term_list"),
    ],
)
def test_lists_validate_against_the_published_schemas(client, listed, path, schema):
    data = get(client, path).json()
    assert_valid(schema, data)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("services", "service"),
        ("service_at_locations", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
        ("organizations", "organization"),
    ],
)
def test_each_item_validates_against_the_published_schemas(client, listed, path, schema):
    contents = get(client, path).json()["contents"]
    assert contents
    for each in contents:
        assert_valid(schema, each)
        assert_valid(schema, get(client, f"{path}/{each['id']}").json())


@pytest.mark.parametrize("path", LISTS)
def test_every_list_comes_in_the_whole_envelope(client, listed, path):
    data = get(client, path).json()
    assert list(data) == list(ENVELOPE)
    for name, kind in ENVELOPE.items():
        assert type(data[name]) is kind
    assert data["size"] == len(data["contents"])


def test_pages_of_the_feed_have_everything_once(client, listed):
    seen = []
    for number in (1, 2, 3):
        data = get(client, f"services?per_page=1&page={number}").json()
        assert (data["total_items"], data["total_pages"], data["page_number"]) == (3, 3, number)
        assert (data["first_page"], data["last_page"]) == (number == 1, number == 3)
        seen += [each["id"] for each in data["contents"]]
    assert len(set(seen)) == 3
    beyond = get(client, "services?page=9").json()
    assert beyond["empty"]
    assert beyond["contents"] == []


def test_perpage_is_taken_as_well(client, listed):
    assert get(client, "services?perPage=2").json()["size"] == 2


def test_an_empty_feed_is_an_empty_envelope(client):
    data = get(client, "services").json()
    assert (data["total_items"], data["total_pages"], data["empty"], data["last_page"]) == (
        0,
        0,
        True,
        True,
    )


@pytest.mark.parametrize("path", [*LISTS, "services?full=true", "service_at_locations?full=true"])
def test_nothing_is_null_or_empty(client, listed, path):
    assert list(empties(get(client, path).json())) == []


def test_a_service_names_its_organisation_both_ways_and_its_dropped_fields(client, listed):
    found = get(client, f"services/{listed[0].public_id}").json()
    assert found["organization_id"] == found["organization"]["id"]
    assert found["wait_time"] == "There is a waiting list, about 3 weeks"
    assert found["application_process"].startswith("Get in touch first")
    assert found["cost_options"][0]["amount"] == 2.5
    assert found["schedules"][0]["freq"] == "WEEKLY"
    assert found["schedules"][0]["byday"] == "TU"
    assert "2026-05-12" in found["schedules"][0]["notes"]


def test_a_service_at_a_location_has_name_and_status_at_the_top(client, listed):
    for each in get(client, "service_at_locations").json()["contents"]:
        assert each["name"]
        assert each["status"] == "active"


def test_ids_stay_the_same_from_one_answer_to_the_next(client, listed):
    path = f"services/{listed[0].public_id}"
    assert get(client, path).json() == get(client, path).json()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("search=beans", {"Gardeners"}),
        ("search=gardners", {"Gardeners"}),
        ("minimum_age=95", {"Bare", "Private"}),
        ("maximum_age=12", {"Bare", "Private"}),
        ("day=TU", {"Gardeners"}),
        ("day=tuesday", {"Gardeners"}),
        ("day=MO", set()),
        ("start_time=15:00", set()),
        ("start_time=13:00&end_time=16:00", {"Gardeners"}),
        ("modified_after=2020-01-01", {"Gardeners", "Bare", "Private"}),
        ("modified_after=2100-01-01T00:00:00Z", set()),
        ("modified_after=2020-01-01T00:00:00+01:00", {"Gardeners", "Bare", "Private"}),
        ("unknown=parameter", {"Gardeners", "Bare", "Private"}),
    ],
)
def test_parameters_narrow_the_services(client, listed, query, names):
    found = get(client, f"services?{query}").json()["contents"]
    assert {each["name"] for each in found} == names


def test_terms_taxonomies_and_organisations_narrow_too(client, listed):
    full = listed[0]
    term = full.terms.first()
    for query in (
        f"taxonomy_term_id={term.public_id}",
        f"taxonomy_id={term.taxonomy.public_id}",
        f"organization_id={full.organisation.public_id}",
    ):
        found = get(client, f"services?{query}").json()["contents"]
        assert [each["name"] for each in found] == ["Gardeners"]
    kinds = get(client, "taxonomy_terms").json()["contents"]
    commissioned = next(each["id"] for each in kinds if each["term"] == "commissioned")
    found = get(client, f"services?taxonomy_term_id={commissioned}").json()["contents"]
    assert [each["name"] for each in found] == ["Gardeners"]


def test_places_are_found_by_postcode_and_metres(client, listed):
    near = get(client, "service_at_locations?postcode=RM1&proximity=5000").json()
    assert "Gardeners" in {each["name"] for each in near["contents"]}
    far = get(client, "service_at_locations?postcode=E17&proximity=3000").json()
    assert far["contents"] == []


@pytest.mark.parametrize(
    "query",
    [
        "page=abc",
        "page=0",
        "page=-1",
        f"page={10**30}",
        "per_page=0",
        "per_page=x",
        "day=XX",
        "minimum_age=-1",
        "minimum_age=1.5",
        "start_time=25:00",
        "start_time=soon",
        "modified_after=yesterday",
        "taxonomy_term_id=7",
        "search=%00",
        "search=" + "a" * 5000,
        "proximity=100",
        "postcode=nowhere",
        "postcode=RM1&proximity=x",
        "full=maybe",
        "modified_after=99999-01-01",
    ],
)
def test_a_bad_parameter_is_400_in_json_and_named(client, query):
    answer = get(client, f"service_at_locations?{query}")
    assert answer.status_code == 400
    data = answer.json()
    assert set(data) == {"status", "title", "detail"}
    assert data["detail"].startswith(query.split("=")[0].split("&")[0]) or "&" in query


@pytest.mark.parametrize(
    "path", [*(f"{each}/{uuid.UUID(int=7)}" for each in LISTS), "nothing", "services/a/b"]
)
def test_what_is_not_there_is_404_in_json(client, path):
    assert get(client, path).status_code == 404


@pytest.mark.parametrize("path", [f"{each}/xyz" for each in LISTS])
def test_an_id_that_is_none_is_400_in_json(client, path):
    assert get(client, path).status_code == 400


def test_an_unchanged_answer_is_not_sent_twice(client, listed):
    answer = get(client, "services")
    again = client.get(f"{FEED}/services", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["Access-Control-Allow-Origin"] == "*"
    listed[1].name = "Other"
    listed[1].save()
    changed = client.get(f"{FEED}/services", headers={"If-None-Match": answer["ETag"]})
    assert changed.status_code == 200


def test_other_origins_may_ask_and_nobody_may_write(client):
    assert client.options(f"{FEED}/services")["Access-Control-Allow-Origin"] == "*"
    for method in (client.post, client.put, client.delete, client.patch):
        answer = method(f"{FEED}/services")
        assert answer.status_code == 405
        assert answer.json()["status"] == 405


def test_the_description_names_every_list_and_is_where_the_root_says(client):
    root = get(client, "").json()
    assert root["version"] == "HSDS-UK-3.0"
    assert root["openapi_url"].endswith(f"{FEED}/openapi.json")
    described = get(client, "openapi.json").json()
    assert {f"/{each}" for each in LISTS} <= set(described["paths"])
