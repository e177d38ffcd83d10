"""Every route of the site. Wagtail's catch-all comes last; what stands before it is fixed."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from community import health

handler400 = "community.pages.views.bad_request"
handler403 = "community.pages.views.forbidden"
handler404 = "community.pages.views.not_found"
handler500 = "community.pages.views.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("me/", include("community.accounts.urls")),
    path("me/notices/", include("community.notices.urls")),
    path("desk/", include("community.safety.urls")),
    path("safe-space/", include("community.safety.public_urls")),
    path("groups/", include("directory.urls")),
    path("open-referral/v3/", include("directory.open_referral.urls")),
    path("forum/", include("forum.urls")),
    path("rooms/", include("forum.chat.urls")),
    path("support/", include("community.support.urls")),
    *(
        # In production the proxy does this; on one's own machine there is none.
        [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]
        if settings.SERVE_MEDIA
        else []
    ),
    path("", include("community.pages.urls")),
    path("", include(wagtail_urls)),
]
