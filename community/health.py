"""Two questions that machines ask: are you alive, and can you do your work?

Neither answer tells a stranger more than which part is missing.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nothing of anything else: a database that is down is no
    reason to kill the pages that could say so."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything that a page may need is there; 503 and the missing part when not."""
    parts = {name: _works(name, check) for name, check in _checks().items()}
    ready = all(parts.values())
    answer = {
        "ready": ready,
        "parts": {name: "ok" if fine else "unavailable" for name, fine in parts.items()},
    }
    return JsonResponse(answer, status=200 if ready else 503)


def _checks() -> dict[str, Callable[[], bool]]:
    checks = {"database": _database_answers, "migrations": _migrations_are_applied}
    if settings.REDIS_URL:
        checks["redis"] = _redis_answers
    else:
        checks["broker"] = _broker_folder_is_writable
    return checks


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever a driver raises means the same here; the log keeps what it was.
        log.warning("Not ready: %s", name, exc_info=True)
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


_applied = False


def _migrations_are_applied() -> bool:
    # Once true it stays true for the life of this code: reading the whole graph at every
    # question would cost more than a page.
    global _applied
    if not _applied:
        executor = MigrationExecutor(connection)
        _applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _applied


def _redis_answers() -> bool:
    cache.set("readyz", 1, 30)
    return cache.get("readyz") is not None


def _broker_folder_is_writable() -> bool:
    folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
    return folder.is_dir() and os.access(folder, os.W_OK)
