"""The staff side of the directory in Wagtail."""

from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.models import (
    VENUE_FACTS,
    Borough,
    Group,
    ImportRun,
    Language,
    Organisation,
    Synonym,
    Taxonomy,
    Term,
    Venue,
)


def _fields(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


class GroupViewSet(SnippetViewSet):
    """Listings: drafts, comparison with the live version, workflow."""

    model = Group
    icon = "group"
    menu_label = "Groups"
    list_display = ["name", "kind", "status", "freshness", "last_checked_on", UpdatedAtColumn()]
    list_filter = ["kind", "status", "freshness", "boroughs", "source"]
    search_fields = ["name", "summary", "run_by"]
    ordering = ["name"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *_fields("name", "kind", "status", "summary", "what_happens", "who_for"),
                    *_fields("first_visit", "easy_read", "alert", "terms"),
                ],
                heading="About",
            ),
            ObjectList(
                [
                    InlinePanel("schedules", heading="Sessions", label="Pattern"),
                    *_fields("in_person", "online", "by_phone", "online_link", "venue"),
                    *_fields("boroughs", "serves_everywhere"),
                ],
                heading="When and where",
            ),
            ObjectList(
                [
                    *_fields("join", "how_to_join", "self_referral", "eligibility"),
                    *_fields("referral_routes", "minimum_age", "maximum_age"),
                    MultiFieldPanel(_fields("cost", "cost_amount", "cost_note"), heading="Cost"),
                    MultiFieldPanel(
                        _fields(
                            "places_total",
                            "places_free",
                            "places_checked_on",
                            "waiting_list",
                            "waiting_weeks",
                        ),
                        heading="Places",
                    ),
                ],
                heading="Joining",
            ),
            ObjectList(
                [
                    *_fields("sign_language", "captions", "carers_welcome", "children_welcome"),
                    *_fields("access_note", "languages"),
                ],
                heading="Access",
            ),
            ObjectList(
                [
                    *_fields("run_by", "organisation", "contact_email", "contact_phone", "website"),
                    MultiFieldPanel(
                        _fields(
                            "commissioner",
                            "contract_start",
                            "contract_end",
                            "facilitator",
                            "cohort",
                        ),
                        heading="Commissioned service",
                    ),
                ],
                heading="Who runs it",
            ),
            ObjectList(
                _fields("last_checked_on", "last_checked_by", "review_due", "circle"),
                heading="Keeping it true",
            ),
        ]
    )


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "home"
    list_display = ["__str__", "is_private", "postcode", "borough"]
    list_filter = ["is_private", "borough"]
    search_fields = ["name", "postcode", "public_area"]
    panels = [
        *_fields("name", "is_private", "public_area", "address_1", "city", "county", "postcode"),
        *_fields("latitude", "longitude", "borough", "consent_noted"),
        MultiFieldPanel([*_fields(*VENUE_FACTS), FieldPanel("access_note")], heading="Access"),
    ]


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "clipboard-list"
    list_display = ["name", "website"]
    search_fields = ["name"]
    panels = _fields("name", "description", "website", "email", "phone")


class BoroughViewSet(SnippetViewSet):
    model = Borough
    icon = "site"
    list_display = ["name", "gss_code", "is_home"]
    panels = [
        *_fields("name", "slug", "gss_code", "is_home", "intro", "sort_order", "neighbours"),
        *_fields("council_name", "council_website", "council_phone"),
        *_fields("crisis_line_name", "crisis_line_phone", "latitude", "longitude"),
    ]


class TaxonomyViewSet(SnippetViewSet):
    model = Taxonomy
    icon = "folder-open-inverse"
    panels = _fields("name", "slug", "description", "sort_order")


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "tag"
    list_display = ["name", "taxonomy", "parent"]
    list_filter = ["taxonomy"]
    panels = _fields("taxonomy", "name", "slug", "description", "parent", "sort_order")


class LanguageViewSet(SnippetViewSet):
    model = Language
    icon = "globe"
    list_display = ["name", "code"]
    panels = _fields("name", "code")


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    list_display = ["phrase", "means", "both_ways"]
    search_fields = ["phrase", "means"]
    panels = _fields("phrase", "means", "both_ways")


class ImportRunViewSet(SnippetViewSet):
    """What came from other directories, and what was refused. To read, not to change."""

    model = ImportRun
    icon = "download"
    menu_label = "Imports"
    list_display = ["source", "kind", "started_at", "finished_at", "position"]
    list_filter = ["kind", "source"]
    inspect_view_enabled = True
    inspect_view_fields = ["source", "kind", "started_at", "finished_at", "counts", "problems"]
    panels = [
        FieldPanel("source", read_only=True),
        FieldPanel("kind", read_only=True),
        FieldPanel("counts", read_only=True),
        FieldPanel("problems", read_only=True),
    ]


class DirectoryViewSetGroup(SnippetViewSetGroup):
    menu_label = "Directory"
    menu_icon = "group"
    menu_order = 150
    items = (
        GroupViewSet,
        VenueViewSet,
        OrganisationViewSet,
        BoroughViewSet,
        TermViewSet,
        TaxonomyViewSet,
        LanguageViewSet,
        SynonymViewSet,
        ImportRunViewSet,
    )


register_snippet(DirectoryViewSetGroup)
