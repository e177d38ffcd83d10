"""Keeps the index in step when something beside a group changes: a venue, a term, a synonym."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from directory import index
from directory.models import Borough, Group, Language, Organisation, Synonym, Term, Venue

_GROUPS_OF = {Venue: "venue", Organisation: "organisation"}
_MANY = {Borough: "boroughs", Term: "terms", Language: "languages"}


def _changed(sender: type, instance: Any, created: bool = False, **kwargs: Any) -> None:
    if kwargs.get("raw") or created:
        return
    if sender in _GROUPS_OF:
        groups = Group.objects.filter(**{_GROUPS_OF[sender]: instance})
    elif sender is Borough:
        groups = Group.objects.filter(boroughs=instance) | Group.objects.filter(
            venue__borough=instance
        )
    else:
        groups = Group.objects.filter(**{_MANY[sender]: instance})
    ids = list(groups.distinct().values_list("pk", flat=True))
    if ids:
        with transaction.atomic():
            index.refresh(ids)


def _synonym_changed(sender: type, **kwargs: Any) -> None:
    index.touch()


def connect() -> None:
    for model in (*_GROUPS_OF, *_MANY):
        post_save.connect(_changed, sender=model, dispatch_uid=f"directory-{model.__name__}")
    for signal in (post_save, post_delete):
        signal.connect(_synonym_changed, sender=Synonym, dispatch_uid="directory-synonym")
