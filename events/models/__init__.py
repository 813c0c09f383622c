"""Events: series, single events, registrations, and what is kept of them."""

from events.models.choices import (
    COMING,
    HOLDING,
    OPEN_STATES,
    PUBLIC_STATES,
    REMINDER_OFFSETS,
    WAITING,
    Cost,
    Format,
    Kind,
    RegistrationState,
    Reminder,
    State,
)
from events.models.desk import Erasure, EventInvitation, EventMessage, PersonalFeed
from events.models.event import Event, EventAttachment, EventLanguage, EventQuota, default_reminders
from events.models.registration import Registration
from events.models.series import EventSeries, EventTemplate, SeriesHost, SeriesTerm

__all__ = [
    "COMING",
    "HOLDING",
    "OPEN_STATES",
    "PUBLIC_STATES",
    "REMINDER_OFFSETS",
    "WAITING",
    "Cost",
    "Erasure",
    "Event",
    "EventAttachment",
    "EventInvitation",
    "EventLanguage",
    "EventMessage",
    "EventQuota",
    "EventSeries",
    "EventTemplate",
    "Format",
    "Kind",
    "PersonalFeed",
    "Registration",
    "RegistrationState",
    "Reminder",
    "SeriesHost",
    "SeriesTerm",
    "State",
    "default_reminders",
]
