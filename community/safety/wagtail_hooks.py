"""Where staff publish a new version of the house rules. Old versions are only read."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from community.safety.models import HouseRules


class AddOnlyPolicy(ModelPermissionPolicy):
    """Members agreed to a version as it was: nobody changes or deletes one, whoever they are."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"add", "view"} and super().user_has_permission(user, action)


class HouseRulesForm(WagtailAdminModelForm):
    """A new version takes the next number and starts from the words of the last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = HouseRules.objects.order_by("-number").first()
        if self.instance.pk is None and last is not None:
            for name in ("title", "summary", "body"):
                self.initial[name] = getattr(last, name)

    def save(self, commit: bool = True) -> HouseRules:
        if self.instance.pk is None:
            last = HouseRules.objects.aggregate(last=Max("number"))["last"] or 0
            self.instance.number = last + 1
        return super().save(commit=commit)


class HouseRulesViewSet(SnippetViewSet):
    model = HouseRules
    icon = "list-ol"
    menu_label = "House rules"
    menu_name = "house-rules"
    add_to_admin_menu = True
    menu_order = 230
    list_display = ["title", "number", "effective_from"]
    ordering = ["-number"]
    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("effective_from"),
    ]

    def get_form_class(self, for_update: bool = False) -> type:
        return self.get_edit_handler().get_form_class()

    @property
    def permission_policy(self) -> AddOnlyPolicy:
        return AddOnlyPolicy(self.model)


HouseRules.base_form_class = HouseRulesForm
register_snippet(HouseRulesViewSet)
