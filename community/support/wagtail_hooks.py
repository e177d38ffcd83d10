"""Where staff keep workers' introductions, parts of the service and call hours."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from community.accounts.models import CircleKind, Role, User
from community.support.models import CallHours, ServiceLine, WorkerProfile


class WorkerForm(WagtailAdminModelForm):
    """Offers the people who hold the role, by the name they chose here; never an e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            field = self.fields["user"]
            field.queryset = (
                User.objects.filter(
                    memberships__circle__kind=CircleKind.SITE, memberships__role=Role.WORKER
                )
                .select_related("profile")
                .order_by("profile__display_name")
                .distinct()
            )
            field.label_from_instance = lambda user: user.display_name


class WorkerProfileViewSet(SnippetViewSet):
    model = WorkerProfile
    icon = "group"
    menu_label = "Workers"
    list_display = ["first_name", "role_title", "borough", "accepting", "listed"]
    list_filter = ["borough", "accepting", "listed"]
    search_fields = ["first_name", "summary"]
    panels = [
        FieldPanel("user"),
        MultiFieldPanel(
            [
                FieldPanel("first_name"),
                FieldPanel("slug"),
                FieldPanel("role_title"),
                FieldPanel("borough"),
                FieldPanel("service_lines"),
            ],
            heading="Who they are here",
        ),
        MultiFieldPanel(
            [
                FieldPanel("summary"),
                FieldPanel("enjoys"),
                FieldRowPanel([FieldPanel("meets_by_phone"), FieldPanel("meets_online")]),
                FieldRowPanel([FieldPanel("meets_in_person"), FieldPanel("meets_side_by_side")]),
            ],
            heading="How they meet people",
        ),
        FieldRowPanel([FieldPanel("accepting"), FieldPanel("listed")]),
    ]


class ServiceLineViewSet(SnippetViewSet):
    model = ServiceLine
    icon = "list-ul"
    menu_label = "Parts of the service"
    list_display = ["name", "about", "sort_order"]


class CallHoursViewSet(SnippetViewSet):
    model = CallHours
    icon = "time"
    menu_label = "Call hours"
    list_display = ["weekday", "starts_at", "ends_at"]


class SupportGroup(SnippetViewSetGroup):
    items = (WorkerProfileViewSet, ServiceLineViewSet, CallHoursViewSet)
    menu_icon = "group"
    menu_label = "Peer support"
    menu_name = "support"


WorkerProfile.base_form_class = WorkerForm
register_snippet(SupportGroup)
