"""The embedded way: one machine, SQLite, no service beside it. For trying and for developing."""

from community.settings.base import *  # noqa: F403
from community.settings.base import VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
# Only ever used on a person's own machine; production refuses to start without its own.
SECRET_KEY = env("SECRET_KEY", default="embedded-only-not-a-secret-" + "x" * 40)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
INTERNAL_IPS = ["127.0.0.1"]
# Static files straight from their folders: nothing to collect before the first run.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
EMAIL_BACKEND = "community.notices.mail.ConsoleAndFileBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
# Mail is printed: the worker must not turn it into log lines.
CELERY_WORKER_REDIRECT_STDOUTS = False
SERVE_MEDIA = True
