"""The feed described in OpenAPI 3.1: every route and every parameter it really takes."""

from __future__ import annotations

from typing import Any

from directory.models import WEEKDAYS
from directory.open_referral.asking import LARGEST_PAGE, LAST_PAGE, LONGEST_SEARCH
from directory.structured import absolute

_UUID = {"type": "string", "format": "uuid"}
_PAGE = {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}
_SIZE = {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 50}
_AGE = {"type": "integer", "minimum": 0, "maximum": 150}
_TIME = {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"}
_TEXT = {"type": "string", "maxLength": LONGEST_SEARCH, "pattern": "^[^\\u0000]*$"}
_FLAG = {"type": "boolean", "default": False}

_PAGED: dict[str, dict[str, Any]] = {"page": _PAGE, "per_page": _SIZE}
_GROUPS: dict[str, dict[str, Any]] = {
    "search": _TEXT,
    **_PAGED,
    "taxonomy_term_id": _UUID,
    "taxonomy_id": _UUID,
    "organization_id": _UUID,
    "minimum_age": _AGE,
    "maximum_age": _AGE,
    "start_time": _TIME,
    "end_time": _TIME,
    "day": {"type": "string", "enum": WEEKDAYS},
    "modified_after": {"type": "string", "format": "date-time"},
    "full": _FLAG,
    "minimal": _FLAG,
}
_NEAR: dict[str, dict[str, Any]] = {
    "postcode": {"type": "string", "examples": ["RM1 1EJ"]},
    "proximity": {"type": "integer", "minimum": 1, "description": "metres from the postcode"},
}
_LISTS: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    "services": ("Services", _GROUPS),
    "service_at_locations": ("Services at locations", {**_GROUPS, **_NEAR}),
    "taxonomies": ("Taxonomies", _PAGED),
    "taxonomy_terms": (
        "Taxonomy terms",
        {**_PAGED, "taxonomy_id": _UUID, "parent_id": _UUID, "top_only": _FLAG},
    ),
    "organizations": (
        "Organizations",
        {"search": _TEXT, **_PAGED, "full": _FLAG, "full_service": _FLAG},
    ),
}
_REQUIRED = {
    "services": ["id", "name", "status"],
    "service_at_locations": ["id", "name", "status"],
    "taxonomies": ["id", "name", "description"],
    "taxonomy_terms": ["id", "name", "description"],
    "organizations": ["id", "name", "description"],
}


def _json(schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _problem(words: str) -> dict[str, Any]:
    return _json({"$ref": "#/components/schemas/Problem"}, words)


def _object(name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": _REQUIRED[name],
        "properties": {"id": _UUID, "name": {"type": "string", "minLength": 1}},
    }


def document() -> dict[str, Any]:
    """The whole description. True by test: every route answers as it says here."""
    paths: dict[str, Any] = {
        "/": {
            "get": {
                "summary": "Version and profile",
                "responses": {
                    "200": _json(
                        {"type": "object", "required": ["version", "profile", "openapi_url"]},
                        "Version and profile",
                    )
                },
            }
        }
    }
    for name, (title, parameters) in _LISTS.items():
        page = {
            "allOf": [
                {"$ref": "#/components/schemas/Page"},
                {
                    "type": "object",
                    "properties": {"contents": {"type": "array", "items": _object(name)}},
                },
            ]
        }
        paths[f"/{name}"] = {
            "get": {
                "summary": title,
                "parameters": [
                    {"name": each, "in": "query", "required": False, "schema": schema}
                    for each, schema in parameters.items()
                ],
                "responses": {
                    "200": _json(page, "A page of the list"),
                    "400": _problem("A parameter cannot be used"),
                },
            }
        }
        paths[f"/{name}/{{id}}"] = {
            "get": {
                "summary": f"One of {title.lower()}",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": _UUID}],
                "responses": {
                    "200": _json(_object(name), "Everything about it"),
                    "400": _problem("The id is not a UUID"),
                    "404": _problem("Nothing has this id"),
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Common Ground groups, Open Referral UK",
            "version": "3.0",
            "description": f"Anonymous, read only, at most {LARGEST_PAGE} a page. HSDS-UK 3.0.",
            "license": {
                "name": "Open Government Licence v3.0",
                "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            },
        },
        "servers": [{"url": absolute("/open-referral/v3")}],
        "paths": paths,
        "components": {"schemas": {"Page": _page(), "Problem": _problem_schema()}},
    }


def _page() -> dict[str, Any]:
    count = {"type": "integer", "minimum": 0}
    properties = {
        "total_items": count,
        "total_pages": count,
        "page_number": {"type": "integer", "minimum": 1},
        "size": count,
        "first_page": {"type": "boolean"},
        "last_page": {"type": "boolean"},
        "empty": {"type": "boolean"},
        "contents": {"type": "array"},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["status", "title", "detail"],
        "properties": {
            "status": {"type": "integer"},
            "title": {"type": "string"},
            "detail": {"type": "string"},
        },
    }
