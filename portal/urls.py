"""All addresses. The language prefix is always there, except for machines and the operators' administration."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal.views import root

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

urlpatterns = [
    path("", root, name="root"),
    path("", include("atlas.machine_urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", include("atlas.urls")),
        path("offers/", include("offers.urls")),
        path("desk/imports/", include("exchange.urls")),
    ),
]
