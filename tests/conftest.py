"""What every test stands on: a database of its own, and nothing left over from the last one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase

from community.safety.queries import forget_policy
from tests.template_databases import DEMO, Databases, databases


@pytest.fixture(scope="session")
def worker_databases(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker
) -> Iterator[Databases]:
    """This worker's database, copied from a template (see ``template_databases``)."""
    with django_db_blocker.unblock():
        mine = databases(
            os.environ.get("PYTEST_XDIST_WORKER", "main"),
            fresh=request.config.getvalue("create_db"),
        )
        mine.open()

        def lay_anew(case: TransactionTestCase) -> None:
            mine.lay()

        # Django would empty every table here, and with it what the migrations put in.
        original = TransactionTestCase._fixture_teardown
        TransactionTestCase._fixture_teardown = lay_anew
    yield mine
    with django_db_blocker.unblock():
        TransactionTestCase._fixture_teardown = original
        mine.close()


@pytest.fixture(scope="session")
def django_db_setup(worker_databases: Databases) -> None:
    """In place of pytest-django's: the database is there already."""


@pytest.fixture
def demo_community(transactional_db: None, worker_databases: Databases) -> None:
    """The whole demonstration community, committed; gone again after the test.

    For journeys and whole-page checks. A test of one behaviour makes its own few rows.
    """
    worker_databases.lay(DEMO)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test starts with empty caches: limits, codes and rendered parts are forgotten."""
    forget_cache()
    # The gate keeps the staff's settings for some seconds in the process.
    forget_policy()


def forget_cache() -> None:
    if not settings.REDIS_URL:
        cache.clear()
        return
    # Others share this Redis: only this worker's keys go.
    client = cache._cache.get_client(write=True)
    for keys in _batches(client.scan_iter(match=f"{cache.key_prefix}:*", count=500)):
        client.delete(*keys)


def _batches(keys: Iterator[bytes], size: int = 200) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for key in keys:
        batch.append(key)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


WANT_OF_A_TOOL = "on this machine"  # in a skip's reason: nothing is wrong but what is missing


def skipped_for_want_of_a_tool(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    reasons = (str(report.longrepr[-1]) for report in skipped if isinstance(report.longrepr, tuple))
    return [reason for reason in reasons if WANT_OF_A_TOOL in reason]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if settings.configured and settings.REDIS_URL:
        forget_cache()
    # Where everything must be proved (.ci/run), what could not be tried has failed.
    if os.environ.get("REQUIRE_EVERYTHING") and skipped_for_want_of_a_tool(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    missing = skipped_for_want_of_a_tool(config)
    if not missing:
        return
    journeys = sum("Chromium" in reason for reason in missing)
    if journeys:
        line = f"NO CHROMIUM: {journeys} browser journeys did NOT run"
        terminalreporter.write_sep("!", line, red=True, bold=True)
        terminalreporter.write_line(
            "Install one (Debian: apt-get install chromium), or name it: CHROMIUM=/path make test"
        )
    if len(missing) > journeys:
        line = f"{len(missing) - journeys} tests did NOT run for want of a tool; see SKIPPED above"
        terminalreporter.write_sep("!", line, red=True, bold=True)
