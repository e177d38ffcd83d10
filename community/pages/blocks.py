"""The blocks that editors build pages from: those of the NHS design system and our own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtailnhsukfrontend import blocks as nhs

from community.pages.crisis import crisis_lines

# What an editor can do to running words. Headings start at two: the page's title is one.
PROSE_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]

TONES = [
    ("groups", "Groups (leaf green)"),
    ("forum", "Forum (terracotta)"),
    ("rooms", "Live rooms (plum)"),
    ("support", "One-to-one support (rose)"),
]
DRAWINGS = [
    ("", "No picture"),
    ("bench", "Two people on a bench"),
    ("lamp", "A lamp that is on"),
    ("table", "A table with cups"),
    ("garden", "Plants in pots"),
    ("walk", "Two people walking"),
    ("signpost", "A signpost"),
    ("umbrella", "An umbrella in the rain"),
    ("letter", "A letter"),
    ("gate", "A garden gate"),
]


class ProseBlock(blocks.RichTextBlock):
    """Running words, kept to a width that is easy to read."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": PROSE_FEATURES, **options})

    class Meta:
        icon = "pilcrow"
        label = "Words"
        template = "components/blocks/prose.html"


class CrisisLinesBlock(blocks.StaticBlock):
    """The crisis lines, always with the numbers of the safe space settings."""

    class Meta:
        icon = "warning"
        label = "Crisis lines"
        admin_text = "Shows the crisis lines from Settings → Safe space."
        template = "components/blocks/crisis_lines.html"

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["lines"] = crisis_lines((parent_context or {}).get("request"))
        return context


class IdeaBlock(blocks.StructBlock):
    """One idea in a row of a few: a heading and a sentence or two, with a small picture."""

    picture = blocks.ChoiceBlock(choices=DRAWINGS, required=False)
    heading = blocks.CharBlock(max_length=80)
    words = blocks.RichTextBlock(features=["bold", "italic", "link"])

    class Meta:
        icon = "pick"


class IdeasBlock(blocks.StructBlock):
    """A few ideas side by side, under a heading of their own or straight under the page's."""

    heading = blocks.CharBlock(max_length=80, required=False)
    ideas = blocks.ListBlock(IdeaBlock(), min_num=2, max_num=8)

    class Meta:
        icon = "list-ul"
        label = "Ideas side by side"
        template = "components/blocks/ideas.html"


class StepsBlock(blocks.StructBlock):
    """What happens, in order."""

    heading = blocks.CharBlock(max_length=80, required=False)
    steps = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("heading", blocks.CharBlock(max_length=80)),
                ("words", blocks.RichTextBlock(features=["bold", "italic", "link"])),
            ]
        ),
        min_num=2,
    )

    class Meta:
        icon = "list-ol"
        label = "Steps"
        template = "components/blocks/steps.html"


class DoorBlock(blocks.StructBlock):
    """One of the ways in on the home page."""

    tone = blocks.ChoiceBlock(choices=TONES)
    heading = blocks.CharBlock(max_length=40)
    words = blocks.CharBlock(max_length=120)
    link = blocks.CharBlock(
        max_length=200,
        default="/groups/",
        help_text="An address on this site, starting with a slash.",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        link = cleaned["link"]
        if not link.startswith("/") or link.startswith("//"):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "link": ValidationError("Start with one slash, for example /groups/.")
                }
            )
        return cleaned

    class Meta:
        icon = "link"


class NumberBlock(blocks.StructBlock):
    """A local number to ring."""

    name = blocks.CharBlock(max_length=80)
    number = blocks.CharBlock(max_length=30)
    note = blocks.CharBlock(max_length=160, required=False)

    class Meta:
        icon = "mobile-alt"
        template = "components/blocks/number.html"


class PageBody(blocks.StreamBlock):
    """Everything a page of words may hold."""

    prose = ProseBlock()
    ideas = IdeasBlock()
    steps = StepsBlock()
    crisis_lines = CrisisLinesBlock()
    care_card = nhs.CareCardBlock()
    inset = nhs.InsetTextBlock()
    warning = nhs.WarningCalloutBlock()
    cards = nhs.CardGroupBlock()
    details = nhs.DetailsBlock()
    expanders = nhs.ExpanderGroupBlock()
    do = nhs.DoBlock()
    dont = nhs.DontBlock()
    summary = nhs.SummaryListBlock()
    table = nhs.TableBlock()
    action = nhs.ActionLinkBlock()
    image = nhs.ImageBlock()

    class Meta:
        block_counts = {"crisis_lines": {"max_num": 1}}
