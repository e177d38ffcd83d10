"""What follows when staff publish, unpublish, approve or send back a listing in Wagtail."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.signals import published, unpublished, workflow_approved, workflow_rejected

from directory import index
from directory.actions.listings import mark_checked, tell_of_approval, tell_of_changes_wanted
from directory.models import Group


def _published(sender: type, instance: Group, **kwargs: Any) -> None:
    with transaction.atomic():
        if instance.review_due is None or instance.review_due <= timezone.localdate():
            mark_checked(instance.pk, "a directory editor")
        index.refresh([instance.pk])


def _unpublished(sender: type, instance: Group, **kwargs: Any) -> None:
    with transaction.atomic():
        index.refresh([instance.pk])


def _approved(sender: type, instance: Any, **kwargs: Any) -> None:
    group = instance.content_object
    if isinstance(group, Group):
        with transaction.atomic():
            tell_of_approval(group)


def _rejected(sender: type, instance: Any, **kwargs: Any) -> None:
    group = instance.content_object
    if isinstance(group, Group):
        state = instance.current_task_state
        with transaction.atomic():
            tell_of_changes_wanted(group, state.comment if state else "")


def connect() -> None:
    published.connect(_published, sender=Group, dispatch_uid="directory-published")
    unpublished.connect(_unpublished, sender=Group, dispatch_uid="directory-unpublished")
    workflow_approved.connect(_approved, dispatch_uid="directory-approved")
    workflow_rejected.connect(_rejected, dispatch_uid="directory-rejected")
