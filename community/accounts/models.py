"""People: how they sign in, how others see them, who they are, and whom they belong with."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from community.safety.models import Moderated, ModeratedQuerySet


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        if not email:
            raise ValueError("an e-mail address is needed to sign in")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, **fields}
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in. Nobody but the person and the service ever sees the e-mail address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May use the staff side at /cms/.")
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_email_once")]

    def __str__(self) -> str:
        # Never the e-mail address: this string turns up in staff screens and logs.
        return f"member {self.public_id}"

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        profile = getattr(self, "profile", None)
        return profile.public_name if profile else "Member"


class Profile(Moderated):
    """How others see a member: a pseudonym and, if they like, a few words.

    ``author`` is the member. While the profile is not shown, others see a neutral name.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    display_name = models.CharField(max_length=30)
    pronouns = models.CharField(max_length=30, blank=True)
    about = models.TextField(max_length=1000, blank=True)
    about_html = models.TextField(blank=True, editable=False)
    renamed_at = models.DateTimeField(null=True, blank=True)

    objects = ModeratedQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta(Moderated.Meta):
        constraints = [
            *Moderated.Meta.constraints,
            models.UniqueConstraint(Lower("display_name"), name="accounts_display_name_once"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def public_name(self) -> str:
        return self.display_name if self.is_shown() else "Member"


class Identity(models.Model):
    """Who a member is, kept apart: nothing joins it, no page lists it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identity"
    )
    real_name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"identity of member {self.user_id}"


class CircleKind(models.TextChoices):
    SITE = "site", "the whole site"
    BOROUGH = "borough", "a borough"
    GROUP = "group", "a group"
    SPACE = "space", "a space"


class Circle(models.Model):
    """A set of members with roles. Ties groups, categories and rooms together."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=CircleKind.choices, default=CircleKind.GROUP)
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="site"), name="accounts_one_site_circle"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    MEMBER = "member", "member"
    ORGANISER = "organiser", "organiser"
    MODERATOR = "moderator", "moderator"
    WORKER = "worker", "peer support worker"
    LEAD = "lead", "service lead"


class CircleMembership(models.Model):
    """One member's one role in one circle; somebody with two roles has two rows."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "user", "role"], name="accounts_one_membership_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of circle {self.circle_id}"

    @property
    def display_name(self) -> str:
        return self.user.display_name


class Block(models.Model):
    """One member's own choice; it holds in both directions and is told to nobody."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_made"
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_received"
    )
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="accounts_block_once"),
            models.CheckConstraint(
                condition=~Q(blocker=models.F("blocked")), name="accounts_block_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"block by member {self.blocker_id}"
