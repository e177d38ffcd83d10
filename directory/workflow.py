"""Who approves listings: a Wagtail workflow, made once and kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group as StaffGroup
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from directory.models import (
    Borough,
    Group,
    Language,
    Organisation,
    Synonym,
    Taxonomy,
    Term,
    Venue,
)

EDITORS = "Directory editors"
WORKFLOW = "Listing approval"
EDITED = (Group, Venue, Organisation, Borough, Term, Taxonomy, Language, Synonym)


def ensure_workflow() -> Workflow:
    """The workflow that every listing goes through; made when it is missing, never doubled.

    What staff changed afterwards (other tasks, other approvers) is left alone.
    """
    editors, _ = StaffGroup.objects.get_or_create(name=EDITORS)
    if not editors.permissions.filter(codename="publish_group").exists():
        editors.permissions.add(*_permissions())
    kind = ContentType.objects.get_for_model(Group, for_concrete_model=False)
    tied = WorkflowContentType.objects.filter(content_type=kind).select_related("workflow").first()
    if tied is not None and tied.workflow.active:
        return tied.workflow
    workflow = Workflow.objects.filter(name=WORKFLOW, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
        task = GroupApprovalTask.objects.create(name="A directory editor reads the listing")
        task.groups.add(editors)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.update_or_create(content_type=kind, defaults={"workflow": workflow})
    return workflow


def _permissions() -> list[Permission]:
    """All of the directory's own, and the door of the staff side."""
    group = ContentType.objects.get_for_model(Group)
    for verb in ("publish", "lock", "unlock"):
        # Wagtail makes these too, but only after this app's turn in the first migrate.
        Permission.objects.get_or_create(
            content_type=group, codename=f"{verb}_group", defaults={"name": f"Can {verb} group"}
        )
    kinds = [ContentType.objects.get_for_model(model) for model in EDITED]
    found = list(Permission.objects.filter(content_type__in=kinds))
    entrance = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    return found + list(entrance)


def ensure_after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """After every migrate, when the tables of Wagtail are there too."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.db import connections

    tables = set(connections[using].introspection.table_names())
    needed = {"wagtailcore_workflowcontenttype", "auth_permission", "directory_group"}
    if using != "default" or not needed <= tables:
        return
    create_permissions(apps.get_app_config("directory"), verbosity=0)
    ensure_workflow()
