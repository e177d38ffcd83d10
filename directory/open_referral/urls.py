"""Routes under /open-referral/v3/. With and without a closing slash: clients send both."""

from django.urls import path, re_path

from directory.open_referral import views

app_name = "open_referral"

urlpatterns = [
    path("", views.details, name="details"),
    re_path(r"^openapi\.json$", views.openapi, name="openapi"),
    re_path(r"^services/?$", views.services, name="services"),
    re_path(r"^services/(?P<ref>[^/]+)/?$", views.service, name="service"),
    re_path(r"^service_at_locations/?$", views.services_at_locations, name="at_locations"),
    re_path(
        r"^service_at_locations/(?P<ref>[^/]+)/?$", views.service_at_location, name="at_location"
    ),
    re_path(r"^taxonomies/?$", views.taxonomies, name="taxonomies"),
    re_path(r"^taxonomies/(?P<ref>[^/]+)/?$", views.taxonomy, name="taxonomy"),
    re_path(r"^taxonomy_terms/?$", views.taxonomy_terms, name="taxonomy_terms"),
    re_path(r"^taxonomy_terms/(?P<ref>[^/]+)/?$", views.taxonomy_term, name="taxonomy_term"),
    re_path(r"^organizations/?$", views.organisations, name="organisations"),
    re_path(r"^organizations/(?P<ref>[^/]+)/?$", views.organisation, name="organisation"),
    re_path(r"^(?P<rest>.+)$", views.unknown, name="unknown"),
]
