"""All addresses. The language prefix is always there, except for machines and the operators' administration."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import pictures
from portal.views import root

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler429 = "portal.errors.too_many"
handler500 = "portal.errors.server_error"

# Operators sign in where everybody does, with their second factor.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", root, name="root"),
    path("media/pictures/<str:name>", pictures.serve, name="picture"),
    path("media/", include("stories.media_urls")),
    path("", include("atlas.machine_urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", include("networks.claim_urls")),
        path("desk/filters/", include("accounts.saved_filter_urls")),
        path("", include("atlas.urls")),
        path("account/", include("accounts.sign_in_urls")),
        path("desk/account/", include("accounts.urls")),
        path("", include("networks.people_urls")),
        path("", include("networks.urls")),
        path("offers/", include("offers.urls")),
        path("", include("events.calendar_urls")),
        path("events/", include("events.register_urls")),
        path("events/", include("events.urls")),
        path("desk/events/series/", include("events.series_urls")),
        path("desk/events/", include("events.desk_urls")),
        path("desk/events/", include("events.people_urls")),
        path("desk/events/", include("events.mail_urls")),
        path("desk/translations/files/", include("translations.exchange_urls")),
        path("desk/translations/machine/", include("translations.machine_urls")),
        path("desk/translations/progress/", include("translations.progress_urls")),
        path("desk/translations/glossary/", include("translations.glossary_urls")),
        path("desk/translations/", include("translations.urls")),
        path("translations/ask/", include("translations.wish_urls")),
        path("stories/yours/", include("stories.consent_urls")),
        path("stories/", include("stories.urls")),
        path("awards/", include("stories.award_urls")),
        path("desk/awards/", include("stories.award_desk_urls")),
        path("desk/stories/", include("stories.desk_urls")),
        path("desk/drafts/", include("accounts.draft_urls")),
        path("desk/", include("networks.desk_urls")),
        path("profiles/still-right/", include("networks.confirm_urls")),
        path("desk/offers/", include("offers.desk_urls")),
        path("desk/imports/", include("exchange.urls")),
    ),
]
if settings.ENVIRONMENT == "development":
    urlpatterns += [path("dev/", include("accounts.dev_urls")), path("dev/mail/", include("portal.dev_urls"))]
