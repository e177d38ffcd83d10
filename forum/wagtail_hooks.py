"""The staff side at /cms/: categories are edited there, without a developer."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from forum.models import Category


class CategoryViewSet(SnippetViewSet):
    """Places of the forum: who may enter, and what the gate does there."""

    model = Category
    icon = "comment"
    menu_label = "Forum categories"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "audience", "topic_count", "post_count", "last_activity"]
    list_filter = ["audience", "theme"]
    search_fields = ["name", "description"]
    ordering = ["order", "name"]
    inspect_view_enabled = True
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("theme"),
        FieldPanel("order"),
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("circle")], heading="Who may enter"),
        MultiFieldPanel(
            [
                FieldPanel("hold_all"),
                FieldPanel("hold_when_unstaffed"),
                FieldPanel("on_crisis"),
                FieldPanel("slow_seconds"),
                FieldPanel("packs"),
            ],
            heading="How it is looked after",
        ),
    ]


register_snippet(CategoryViewSet)
