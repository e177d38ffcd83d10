"""Where staff keep circles, and say who is a member, organiser, moderator or worker of which."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from community.accounts.models import Circle, CircleMembership, User


class MembershipForm(WagtailAdminModelForm):
    """Offers people by the name they chose here; never by their e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        field.queryset = (
            User.objects.filter(is_active=True, profile__isnull=False)
            .select_related("profile")
            .order_by("profile__display_name")
        )
        field.label_from_instance = lambda user: user.profile.display_name


class CircleViewSet(SnippetViewSet):
    model = Circle
    icon = "group"
    menu_label = "Circles"
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("kind")]


class MembershipViewSet(SnippetViewSet):
    model = CircleMembership
    icon = "user"
    menu_label = "Roles"
    list_display = ["display_name", "circle", "role", "joined_at"]
    list_filter = ["circle", "role"]
    search_fields = ["user__profile__display_name"]
    panels = [FieldPanel("user"), FieldPanel("circle"), FieldPanel("role")]

    def get_queryset(self, request: Any) -> Any:
        return CircleMembership.objects.select_related("user__profile", "circle")


class PeopleGroup(SnippetViewSetGroup):
    items = (CircleViewSet, MembershipViewSet)
    menu_label = "People"
    menu_icon = "group"
    menu_order = 240


CircleMembership.base_form_class = MembershipForm
register_snippet(PeopleGroup)
