"""For the suite: embedded by default, or the services that DATABASE_URL and REDIS_URL name."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR_DIR", str(Path(tempfile.gettempdir()) / f"common-ground-tests-{os.getuid()}"))

from community.settings.base import *  # noqa: E402, F403
from community.settings.base import DATABASES  # noqa: E402

DEBUG = False
SECRET_KEY = "tests-only-" + "x" * 50
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Tests open and drop databases: a kept connection would stand in the way.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
