"""The closed lists of events: kinds, states, how one takes part, and which reminders there are."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    NETWORKING = "networking", _("Vernetzungstreffen")
    INFORMATION = "information", _("Infoveranstaltung")
    TRAINING = "training", _("Schulung")
    OTHER = "other", pgettext_lazy("event kind", "Andere Veranstaltung")


class State(models.TextChoices):
    """DOMAIN §6. `rescheduled` is public like `published`; it says that the date is a new one."""

    DRAFT = "draft", _("Entwurf")
    PUBLISHED = "published", pgettext_lazy("event", "veröffentlicht")
    RESCHEDULED = "rescheduled", _("verschoben")
    CANCELLED = "cancelled", _("abgesagt")
    HELD = "held", _("hat stattgefunden")
    MINUTED = "minuted", _("mit Protokoll")
    CLOSED = "closed", pgettext_lazy("event", "abgeschlossen")


# Everybody may read these; people can register for the first two.
OPEN_STATES = (State.PUBLISHED, State.RESCHEDULED)
PUBLIC_STATES = (State.PUBLISHED, State.RESCHEDULED, State.CANCELLED, State.HELD, State.MINUTED, State.CLOSED)


class Format(models.TextChoices):
    ON_SITE = "on_site", _("vor Ort")
    ONLINE = "online", pgettext_lazy("event", "online")
    HYBRID = "hybrid", _("vor Ort und online")


class Cost(models.TextChoices):
    FREE = "free", _("kostenlos")
    FEE = "fee", _("kostet etwas")


class RegistrationState(models.TextChoices):
    PENDING = "pending", _("noch nicht bestätigt")
    REGISTERED = "registered", _("angemeldet")
    WAITLISTED = "waitlisted", _("auf der Warteliste")
    OFFERED = "offered", _("Platz angeboten")
    CANCELLED = "cancelled", _("abgemeldet")
    ATTENDED = "attended", _("war da")
    NO_SHOW = "no_show", _("war nicht da")


# Whoever is told about the event, and whoever takes a place (a pending one takes it by its `holds_place`).
COMING = (RegistrationState.REGISTERED, RegistrationState.ATTENDED)
WAITING = (RegistrationState.WAITLISTED, RegistrationState.OFFERED)
HOLDING = (RegistrationState.REGISTERED, RegistrationState.OFFERED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW)


class Reminder(models.TextChoices):
    """When people hear from an event by themselves: before its start, and once after it."""

    WEEK = "week", _("7 Tage vorher")
    DAY = "day", _("1 Tag vorher")
    HOURS = "hours", _("2 Stunden vorher")
    AFTER = "after", _("1 Tag danach")


# Days count on the wall clock of the event's zone (the same time, the day before); hours are hours.
REMINDER_OFFSETS: dict[str, datetime.timedelta] = {
    Reminder.WEEK: datetime.timedelta(days=-7),
    Reminder.DAY: datetime.timedelta(days=-1),
    Reminder.HOURS: datetime.timedelta(hours=-2),
    Reminder.AFTER: datetime.timedelta(days=1),
}
