"""For the suite: embedded by default, or the services that DATABASE_URL and REDIS_URL name.

Every parallel worker of a run has a folder, a database and cache keys of its own.
"""

import os
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
# A program that a test starts finds TEST_VAR_DIR set and lands in the same folder as the test.
TEST_VAR_DIR = Path(
    os.environ.setdefault(
        "TEST_VAR_DIR",
        os.environ.get("VAR_DIR")
        or str(Path(tempfile.gettempdir()) / f"common-ground-tests-{os.getuid()}"),
    )
).resolve()
os.environ["VAR_DIR"] = str(TEST_VAR_DIR / WORKER)
TEST_RUN = os.environ.setdefault("TEST_RUN", str(os.getpid()))
os.environ["CACHE_PREFIX"] = f"cg-test-{TEST_RUN}-{WORKER}"
(TEST_VAR_DIR / WORKER).mkdir(parents=True, exist_ok=True)

from community.settings.base import *  # noqa: F403
from community.settings.base import DATABASES

DEBUG = False
SECRET_KEY = "tests-only-" + "x" * 50
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Tests open and drop databases: a kept connection would stand in the way.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
# One line a request and a task would bury what a failed test has to say.
LOGGING["loggers"] |= {
    name: {"level": "WARNING"} for name in ("celery", "uvicorn", "uvicorn.access", "wagtail")
}
