"""schema.org data of a group's page: what machines may read, which is what people may read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from directory.models import Cost, Group, Status

EVENTS = 10
_MODES = {
    (True, False): "https://schema.org/OfflineEventAttendanceMode",
    (False, True): "https://schema.org/OnlineEventAttendanceMode",
    (True, True): "https://schema.org/MixedEventAttendanceMode",
}


def absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def _place(group: Group) -> dict[str, Any] | None:
    venue = group.venue if group.in_person else None
    if venue is None:
        return None
    place: dict[str, Any] = {"@type": "Place", "name": venue.public_name or group.name}
    if venue.is_private:
        return place
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.address_1,
        "addressLocality": venue.city,
        "postalCode": venue.postcode,
        "addressCountry": "GB",
    }
    place["address"] = {key: value for key, value in address.items() if value}
    if venue.latitude is not None and venue.point_is_exact:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": venue.latitude,
            "longitude": venue.longitude,
        }
    return place


def _areas(group: Group) -> list[dict[str, str]]:
    return [
        {"@type": "AdministrativeArea", "name": borough.name} for borough in group.boroughs.all()
    ]


def graph(group: Group) -> list[dict[str, Any]]:
    """The group as an Organization, its pattern as EventSeries, its next sessions as Events."""
    url = absolute(group.get_absolute_url())
    place = _place(group)
    about: dict[str, Any] = {
        "@type": "Organization",
        "@id": f"{url}#group",
        "name": group.name,
        "url": url,
        "description": group.summary or group.what_happens[:300],
        "areaServed": _areas(group),
        "location": place,
        "email": group.contact_email,
        "telephone": group.contact_phone,
        "sameAs": group.website,
        "knowsAbout": [term.name for term in group.terms.all()],
    }
    found = [{key: value for key, value in about.items() if value}]
    mode = _MODES.get((group.in_person, group.online))
    if mode is None or group.status != Status.ACTIVE:
        return found
    where: list[dict[str, Any]] = [place] if place else []
    if group.online:
        # The page of the group, never the private link.
        where.append({"@type": "VirtualLocation", "url": url})
    today = timezone.localdate()
    for schedule in group.schedules.all():
        series_id = f"{url}#series-{schedule.public_id}"
        sessions = schedule.sessions(today, today + timedelta(days=60))[:EVENTS]
        series = {
            "@type": "EventSeries",
            "@id": series_id,
            "name": group.name,
            "description": schedule.words(),
            "startDate": schedule.starts_on.isoformat(),
            "eventAttendanceMode": mode,
            "location": where,
            "organizer": {"@id": f"{url}#group"},
        }
        if schedule.ends_on:
            series["endDate"] = schedule.ends_on.isoformat()
        found.append({key: value for key, value in series.items() if value})
        for start, end in sessions:
            event = {
                "@type": "Event",
                "name": group.name,
                "startDate": start.isoformat(),
                "endDate": end.isoformat(),
                "eventStatus": "https://schema.org/EventScheduled",
                "eventAttendanceMode": mode,
                "location": where,
                "organizer": {"@id": f"{url}#group"},
                "superEvent": {"@id": series_id},
                "description": group.summary,
            }
            if group.cost != Cost.UNKNOWN:
                event["isAccessibleForFree"] = group.cost in {Cost.FREE, Cost.DONATION}
            found.append({key: value for key, value in event.items() if value not in ("", [])})
    return found


def json_ld(group: Group) -> SafeString:
    """JSON for a script element: nothing in it can end the element or open a comment."""
    data = {"@context": "https://schema.org", "@graph": graph(group)}
    body = msgspec.json.encode(data).decode()
    for sign, escaped in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        body = body.replace(sign, escaped)
    body = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return mark_safe(body)  # noqa: S308 - escaped above
