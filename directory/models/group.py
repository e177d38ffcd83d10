"""A group: informal or commissioned, with drafts, revisions, workflow and a moderated state."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from community.safety.models import Moderated, ModeratedQuerySet, State
from directory.models.organisation import Organisation
from directory.models.place import VENUE_FACTS, Borough, Known, Venue
from directory.models.taxonomy import Language, Term

if TYPE_CHECKING:
    from community.safety.viewers import Viewer
    from directory.models.schedule import Schedule


class Kind(models.TextChoices):
    INFORMAL = "informal", "Informal group"
    COMMISSIONED = "commissioned", "Commissioned service"


class Status(models.TextChoices):
    """The national feed's words for whether a service runs."""

    ACTIVE = "active", "Running"
    PAUSED = "temporarily closed", "Paused for now"
    INACTIVE = "inactive", "Not running"
    DEFUNCT = "defunct", "Closed for good"


class Cost(models.TextChoices):
    FREE = "free", "Free"
    DONATION = "donation", "Give what you can"
    PAID = "paid", "There is a cost"
    UNKNOWN = "unknown", "Not known"


class WaitingList(models.TextChoices):
    NONE = "none", "No waiting list"
    OPEN = "open", "There is a waiting list"
    CLOSED = "closed", "The waiting list is closed"
    UNKNOWN = "unknown", "Not known"


class Join(models.TextChoices):
    DROP_IN = "drop_in", "Just come along"
    ASK = "ask", "Get in touch first"
    REFERRAL = "referral", "You need to be referred"
    UNKNOWN = "unknown", "Ask the group"


class Freshness(models.TextChoices):
    CURRENT = "current", "Checked lately"
    DUE = "due", "Due to be checked"
    OVERDUE = "overdue", "Not checked for a long time"


# Facts of the group itself, beside those of its building.
GROUP_FACTS: dict[str, str] = {
    "sign_language": "British Sign Language",
    "captions": "Captions online",
    "carers_welcome": "You can bring a carer or friend",
    "children_welcome": "You can bring a baby or child",
}
ACCESS_FACTS: dict[str, str] = {**VENUE_FACTS, **GROUP_FACTS}

# Belong to the listing as a whole and not to one draft of it: publishing an older draft must
# never bring back an older moderation state, circle, check or import.
KEPT_OVER_DRAFTS = (
    "public_id",
    "slug",
    "state",
    "author_id",
    "created_at",
    "circle_id",
    "last_checked_on",
    "last_checked_by",
    "review_due",
    "freshness",
    "source",
    "source_id",
    "source_url",
    "import_hash",
    "import_base",
    "import_conflicts",
    "imported_at",
)


class GroupQuerySet(ModeratedQuerySet):
    """The only way to read listings."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Listings this viewer may see.

        Everybody sees a listing that is published *and* shown: ``live`` is the staff's word that
        it may be listed, ``state`` the safe space's word that it may be seen; both must say yes.
        Olu registers a group: until staff approve it, only Olu and moderators see it. When it is
        live and a moderator hides it, it is gone for everybody but Olu, organisers of its
        circle, and moderators.
        """
        return super().visible_to(viewer)

    def public(self) -> Self:
        """Live and shown: what a resident may see. For the index, never with a viewer at hand."""
        return self.filter(live=True, state=State.SHOWN)

    def listed(self) -> Self:
        """Of those, the ones worth finding: running, or paused for now."""
        return self.filter(status__in=[Status.ACTIVE, Status.PAUSED])

    def with_facts(self) -> Self:
        """Everything that a card, a page or the feed reads, in a constant number of queries."""
        return self.select_related("venue__borough", "organisation").prefetch_related(
            Prefetch("boroughs", queryset=Borough.objects.defer("outline")),
            Prefetch("terms", queryset=Term.objects.select_related("taxonomy")),
            "languages",
            "schedules",
        )


class Group(
    Moderated,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """A listing. See ``GroupQuerySet.visible_to`` for who sees it when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True, allow_unicode=False)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INFORMAL)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    summary = models.CharField(
        "in one sentence", max_length=300, blank=True, help_text="Shown in lists."
    )
    what_happens = models.TextField(max_length=20_000, blank=True)
    who_for = models.TextField("who it is for", max_length=4_000, blank=True)
    first_visit = models.TextField("the first time you come", max_length=4_000, blank=True)
    easy_read = models.TextField("easy-read version", max_length=4_000, blank=True)
    alert = models.CharField(
        "notice", max_length=300, blank=True, help_text="Such as: no session on 26 May."
    )

    run_by = models.CharField("who runs it", max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="groups"
    )
    contact_email = models.EmailField("the group's e-mail", blank=True)
    contact_phone = models.CharField("the group's phone", max_length=40, blank=True)
    website = models.URLField(max_length=500, blank=True)
    # Further public numbers and addresses of the organisation: [{"label", "kind", "value"}].
    more_contacts = models.JSONField(default=list, blank=True, editable=False)

    in_person = models.BooleanField(default=True)
    online = models.BooleanField(default=False)
    by_phone = models.BooleanField(default=False)
    online_link = models.URLField(
        "private link to join online",
        max_length=500,
        blank=True,
        help_text="Only people who have joined are given this.",
    )
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.SET_NULL, related_name="groups"
    )
    boroughs = ParentalManyToManyField(Borough, blank=True, related_name="groups")
    serves_everywhere = models.BooleanField("open to people from anywhere", default=False)

    terms = ParentalManyToManyField(Term, blank=True, related_name="groups")
    keywords = models.JSONField(default=list, blank=True)
    languages = ParentalManyToManyField(Language, blank=True, related_name="groups")
    minimum_age = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    maximum_age = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(120)]
    )

    cost = models.CharField(max_length=8, choices=Cost.choices, default=Cost.UNKNOWN)
    cost_amount = models.DecimalField(
        "cost in pounds", max_digits=7, decimal_places=2, null=True, blank=True
    )
    cost_note = models.CharField(max_length=300, blank=True)

    join = models.CharField("how to join", max_length=8, choices=Join.choices, default=Join.UNKNOWN)
    how_to_join = models.TextField(max_length=4_000, blank=True)
    self_referral = models.CharField(
        "you can refer yourself", max_length=7, choices=Known.choices, default=Known.UNKNOWN
    )
    eligibility = models.TextField(max_length=4_000, blank=True)
    referral_routes = models.TextField(max_length=4_000, blank=True)

    commissioner = models.CharField(max_length=200, blank=True)
    contract_start = models.DateField(null=True, blank=True)
    contract_end = models.DateField(null=True, blank=True)
    facilitator = models.CharField(
        max_length=160, blank=True, help_text="A role, such as: a peer support worker."
    )
    cohort = models.CharField(
        max_length=200, blank=True, help_text="Such as: 8 weeks, the next starts on 7 September."
    )
    places_total = models.PositiveSmallIntegerField(null=True, blank=True)
    places_free = models.PositiveSmallIntegerField(null=True, blank=True)
    places_checked_on = models.DateField(null=True, blank=True)
    waiting_list = models.CharField(
        max_length=8, choices=WaitingList.choices, default=WaitingList.UNKNOWN
    )
    waiting_weeks = models.PositiveSmallIntegerField(null=True, blank=True)

    sign_language = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    captions = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    carers_welcome = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    children_welcome = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    access_note = models.CharField(max_length=400, blank=True)

    circle = models.ForeignKey(
        "accounts.Circle", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    last_checked_on = models.DateField(null=True, blank=True)
    last_checked_by = models.CharField(max_length=80, blank=True)
    review_due = models.DateField(null=True, blank=True, db_index=True)
    freshness = models.CharField(
        max_length=8, choices=Freshness.choices, default=Freshness.CURRENT, editable=False
    )
    modified_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    source = models.CharField(max_length=120, blank=True, editable=False)
    source_id = models.CharField(max_length=200, blank=True, editable=False)
    source_url = models.URLField(max_length=500, blank=True, editable=False)
    import_hash = models.CharField(max_length=32, blank=True, editable=False)
    import_base = models.JSONField(default=dict, blank=True, editable=False)
    import_conflicts = models.JSONField(default=dict, blank=True, editable=False)
    imported_at = models.DateTimeField(null=True, blank=True, editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="group",
        for_concrete_model=False,
    )

    circle_lookup = "circle_id"
    objects = GroupQuerySet.as_manager()

    class Meta(Moderated.Meta):
        ordering = ["name", "id"]
        constraints = [
            *Moderated.Meta.constraints,
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="directory_group_source_once",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=models.F("maximum_age")),
                name="directory_group_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[value for value, _ in Kind.choices]),
                name="directory_group_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _ in Status.choices]),
                name="directory_group_status_known",
            ),
        ]
        indexes = [
            models.Index(fields=["live", "state", "status"], name="directory_group_public"),
            models.Index(fields=["author"], name="directory_group_author"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def revisions(self):
        return self._revisions

    @classmethod
    def state_q(cls, viewer: Viewer) -> Q:
        """See ``GroupQuerySet.visible_to``."""
        if viewer.is_moderator:
            return Q()
        seen = Q(live=True, state=State.SHOWN)
        if viewer.user_id is not None:
            seen |= Q(author_id=viewer.user_id) & ~Q(state=State.REMOVED)
        if viewer.organised_circle_ids:
            seen |= Q(circle_id__in=viewer.organised_circle_ids) & ~Q(state=State.REMOVED)
        if viewer.moderated_circle_ids:
            seen |= Q(circle_id__in=viewer.moderated_circle_ids)
        return seen

    @property
    def is_public(self) -> bool:
        return self.live and self.state == State.SHOWN

    @property
    def is_commissioned(self) -> bool:
        return self.kind == Kind.COMMISSIONED

    def get_absolute_url(self) -> str:
        return reverse("directory:group", args=[self.slug])

    def full_clean(self, *args, **kwargs) -> None:
        if self.name and not self.slug:
            from directory.queries import free_slug

            self.slug = free_slug(self.name, self.pk)
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        problems = {}
        low, high = self.minimum_age, self.maximum_age
        if low is not None and high is not None and low > high:
            problems["maximum_age"] = "The oldest age comes before the youngest."
        if self.contract_start and self.contract_end and self.contract_end < self.contract_start:
            problems["contract_end"] = "The contract ends before it starts."
        if not (self.in_person or self.online or self.by_phone):
            problems["in_person"] = "Choose at least one way to take part."
        if problems:
            raise ValidationError(problems)

    def save(self, *args, **kwargs) -> None:
        """Save, and bring the search index into step in the same transaction."""
        from django.db import transaction

        from directory import index

        fields = kwargs.get("update_fields")
        with transaction.atomic():
            if fields is None or set(fields) - {"latest_revision", "has_unpublished_changes"}:
                self.modified_at = timezone.now()
                if fields is not None:
                    kwargs["update_fields"] = {*fields, "modified_at"}
            super().save(*args, **kwargs)
            if fields is None or set(fields) - {"latest_revision", "has_unpublished_changes"}:
                index.refresh([self.pk])

    def delete(self, *args, **kwargs):
        from directory import index

        index.touch()
        return super().delete(*args, **kwargs)

    def with_content_json(self, content):
        obj = super().with_content_json(content)
        # Read anew: a moderator may have decided since this row was loaded.
        now = type(self)._base_manager.filter(pk=self.pk).values(*KEPT_OVER_DRAFTS).first()
        for name in KEPT_OVER_DRAFTS:
            setattr(obj, name, now[name] if now else getattr(self, name))
        return obj

    def replace_schedules(self, rows: list[Schedule]) -> None:
        """Take these patterns in place of the present ones, each keeping its id by position, so
        that calendars and the feed know them again."""
        present = list(self.schedules.all())
        for at, row in enumerate(rows):
            row.sort_order = at
            if at < len(present):
                row.pk, row.public_id = present[at].pk, present[at].public_id
        self.schedules = rows  # type: ignore[misc]  # modelcluster's own descriptor

    # --- facts in words -------------------------------------------------------------------
    def modes(self) -> list[str]:
        """Ways to take part, as a person says them."""
        said = [("in_person", "In person"), ("online", "Online"), ("by_phone", "By phone")]
        return [words for field, words in said if getattr(self, field)]

    def ages(self) -> str:
        if self.minimum_age is not None and self.maximum_age is not None:
            return f"{self.minimum_age} to {self.maximum_age}"
        if self.minimum_age is not None:
            return f"{self.minimum_age} and over"
        if self.maximum_age is not None:
            return f"Up to {self.maximum_age}"
        return ""

    def access_facts(self) -> list[tuple[str, str, str]]:
        """(code, label, yes/no/unknown): the building's facts, then the group's own."""
        building = self.venue.facts() if self.venue_id and self.in_person else []
        own = [
            (code, label, getattr(self, code))
            for code, label in GROUP_FACTS.items()
            if self.online or code != "captions"
        ]
        return building + own

    def has_places(self) -> bool:
        return bool(self.places_free)

    # --- Wagtail preview --------------------------------------------------------------------
    def get_preview_template(self, request, mode_name):
        return "directory/group.html"

    def get_preview_context(self, request, mode_name):
        from directory import presenting

        context = super().get_preview_context(request, mode_name)
        context.update(presenting.group_page(self))
        return context
