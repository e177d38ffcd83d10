"""The page entrance: WSGI, several workers, nothing shared between them but the database.

Everything is loaded before the first request and then moved out of the garbage collector's
sight: without that a collection now and then walks the whole of Django and Wagtail, a pause
of some forty milliseconds in the middle of somebody's page.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.dev")

application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402  (needs the apps loaded)

_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
