"""What an account holds of events, and what becomes of it when the account goes."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import export, leaving
from accounts.models import User
from events import registering
from events.models import Event, EventInvitation, EventSeries, PersonalFeed, Registration, RegistrationState


def registrations_of(user: User) -> QuerySet[Registration]:
    """Registrations of an account, also those its address made without signing in."""
    return Registration.objects.filter(Q(user=user) | Q(email__iexact=user.email)).select_related("event")


def registrations(user: User) -> list[dict[str, Any]]:
    fields = (
        "name", "organisation_name", "sphere", "email", "phone", "language", "access_needs", "interpreter", "question", "state",
        "created_at", "confirmed_at", "checked_in_at", "cancelled_at",
    )  # fmt: skip
    return list(registrations_of(user).order_by("pk").values("event__slug", "event__starts_at", *fields))


def series(user: User) -> list[dict[str, Any]]:
    return list(user.series_terms.values("series__slug", "role", "name", "since", "until"))


def calendar(user: User) -> list[dict[str, Any]]:
    """When the calendar address was made; the address itself is kept nowhere."""
    return list(PersonalFeed.objects.filter(user=user).values("created_at"))


def warn(user: User) -> list[str]:
    """Say that places are lost, and which series lose somebody."""
    coming = registrations_of(user).current().filter(event__in=_ahead())
    found = [_("Ihre Anmeldungen zu kommenden Veranstaltungen enden.")] if coming.exists() else []
    led = EventSeries.objects.filter(terms__in=user.series_terms.all(), is_active=True).distinct()
    return found + [_("Die Reihe „%(title)s“ verliert eine verantwortliche Person.") % {"title": row.title} for row in led]


@transaction.atomic
def forget_person(user: User) -> None:
    """Before an account goes: its places go to those who wait, its terms in series end; numbers stay, without the person.

    No mail: the address goes with the account. In the order of the events, so that two who go never wait for each other.
    """
    now = timezone.now()
    # A term names the person; who takes over is entered by the coordination.
    user.series_terms.all().delete()
    # Who is ticked already has come; that stays a number.
    leaving_now = registrations_of(user).current().exclude(state=RegistrationState.ATTENDED)
    for row in leaving_now.filter(event__in=_ahead()).order_by("event_id", "pk"):
        registering.leave(row, now=now, by_staff=True, tell=False)
    EventInvitation.objects.filter(email__iexact=user.email).delete()
    registrations_of(user).update(
        user=None, name="", organisation_name="", organisation=None, email="", phone="", access_needs="", interpreter="", question=""
    )


def _ahead() -> QuerySet:
    return Event.objects.open().filter(starts_at__gt=timezone.now()).values("pk")


def register() -> None:
    """Name what this app holds of an account, and what it does when one goes."""
    export.register("registrations", gettext_lazy("Meine Anmeldungen zu Veranstaltungen"), registrations)
    export.register("event_series", gettext_lazy("Veranstaltungsreihen, für die ich verantwortlich bin"), series)
    export.register("calendar", gettext_lazy("Mein Kalender"), calendar)
    leaving.register(forget_person, warn)
