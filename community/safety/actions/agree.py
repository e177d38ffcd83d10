"""A member's yes to the house rules."""

from __future__ import annotations

from django.db import transaction

from community.safety.models import Agreement, HouseRules


@transaction.atomic
def agree(member_id: int, number: int) -> bool:
    """Say yes to a version. Returns whether this was new. Raises ``HouseRules.DoesNotExist``."""
    rules = HouseRules.objects.get(number=number)
    _, created = Agreement.objects.get_or_create(member_id=member_id, rules=rules)
    return created
