"""Small files that browsers and crawlers ask for by a fixed name."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static

from community.pages.chrome import Chrome

# What members write is for people who come here, not for search engines.
ROBOTS = """User-agent: *
Disallow: /accounts/
Disallow: /me/
Disallow: /desk/
Disallow: /cms/
Disallow: /forum/
Disallow: /rooms/
"""


def robots(request: HttpRequest) -> HttpResponse:
    """Asks crawlers to leave people's conversations and private pages alone."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    """Older browsers ask for this name whatever the page says."""
    return HttpResponsePermanentRedirect(static("img/icon-32.png"))


def manifest(request: HttpRequest) -> HttpResponse:
    """Lets a phone keep the site on its first screen, under the service's own name."""
    name = Chrome(request).service_name
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "start_url": "/",
            "display": "browser",
            "background_color": "#fbf5ea",
            "theme_color": "#0d3f3d",
            "icons": [
                {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("img/icon-180.png"), "sizes": "180x180", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
    )
