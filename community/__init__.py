"""The project, and what every room stands on."""

from community.celery import app as celery_app

__all__ = ["celery_app"]
