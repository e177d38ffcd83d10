"""Tables of the forum."""

from forum.models.category import Audience, Category, OnCrisis, Theme, audience_q
from forum.models.post import PER_PAGE, Post, PostRevision, page_of
from forum.models.reading import CaughtUp, Draft, Level, ReadMarker, Subscription
from forum.models.topic import Topic, slug_for

__all__ = [
    "PER_PAGE",
    "Audience",
    "Category",
    "CaughtUp",
    "Draft",
    "Level",
    "OnCrisis",
    "Post",
    "PostRevision",
    "ReadMarker",
    "Subscription",
    "Theme",
    "Topic",
    "audience_q",
    "page_of",
    "slug_for",
]
