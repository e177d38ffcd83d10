"""Django's deployment checks on the production settings; a warning is a failure.

The values that production must be given are made up here: nothing is connected to.
"""

import os
import secrets
import sys

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "community.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "community.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://community.example.org",
    "BASE_URL": "https://community.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}

if __name__ == "__main__":
    os.environ.update(PRODUCTION)
    sys.path.insert(0, os.getcwd())
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
