"""Where staff keep the live rooms. Sessions are planned on the rooms' own pages."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from forum.chat.models import Room


class RoomViewSet(SnippetViewSet):
    model = Room
    icon = "comment"
    menu_label = "Live rooms"
    menu_name = "live-rooms"
    add_to_admin_menu = True
    menu_order = 225
    list_display = ["name", "audience", "circle", "is_retired"]
    list_filter = ["audience", "is_retired"]
    search_fields = ["name", "summary"]
    ordering = ["position", "name"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("slug"),
                FieldPanel("summary"),
                FieldPanel("description"),
                FieldPanel("position"),
            ],
            heading="The room",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("audience"), FieldPanel("circle")]),
                FieldRowPanel([FieldPanel("slow_seconds"), FieldPanel("hold_all")]),
                FieldPanel("packs"),
                FieldPanel("is_retired"),
            ],
            heading="How it is kept",
        ),
    ]


register_snippet(RoomViewSet)
