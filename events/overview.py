"""What the overview of one event at the desk says: numbers, what to do next, and which steps are open to the reader."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from events import lifecycle
from events.access import can_create_events, can_edit_event, can_publish_event, sees_participants
from events.models import Event, Registration, RegistrationState, State
from events.places import Places, places_in
from portal.vocabulary import Sphere

# What stands on the button of each step.
LABELS: dict[str, str | Promise] = {
    "publish": gettext_lazy("Veröffentlichen"),
    "submit": gettext_lazy("Zur Prüfung geben"),
    "return": gettext_lazy("Zurückgeben"),
    "move": gettext_lazy("Termin verschieben"),
    "cancel": gettext_lazy("Veranstaltung absagen"),
    "minutes": gettext_lazy("Protokoll schreiben"),
    "close": pgettext_lazy("event", "Abschließen"),
    "duplicate": gettext_lazy("Kopie anlegen"),
    "template": gettext_lazy("Als Vorlage merken"),
    "delete": gettext_lazy("Entwurf löschen"),
}


@dataclass(frozen=True)
class Group:
    """People of one sphere; `most` is its quota, or all places."""

    label: str
    number: int
    most: int
    quota: int | None


@dataclass(frozen=True)
class Overview:
    """Everything of the page besides the event."""

    places: Places
    states: dict[str, int]
    groups: list[Group]
    todo: list[str]
    steps: list[str]
    returned: str
    may_edit: bool
    sees_people: bool

    @property
    def attended(self) -> int:
        return self.states.get(RegistrationState.ATTENDED, 0)


def read(event: Event, *, user: User, now: datetime.datetime) -> Overview:
    """Read the overview for one reader."""
    places = places_in(event)
    states = dict(Registration.objects.filter(event=event).order_by().values_list("state").annotate(Count("pk")))
    may_edit, may_publish = can_edit_event(user, event), can_publish_event(user, event)
    return Overview(
        places=places,
        states=states,
        groups=_groups(places),
        todo=_todo(event, may_publish=may_publish, now=now) if may_edit else [],
        steps=steps_for(event, may_edit=may_edit, may_publish=may_publish, may_create=can_create_events(user), now=now),
        returned=lifecycle.returned_with(event) if event.state == State.DRAFT else "",
        may_edit=may_edit,
        sees_people=sees_participants(user, event),
    )


def _groups(places: Places) -> list[Group]:
    names = dict(Sphere.choices) | {"": _("ohne Angabe")}
    found = []
    for sphere, label in names.items():
        number, quota = places.by_sphere.get(sphere, 0), places.quotas.get(sphere)
        if number or quota is not None:
            found.append(Group(str(label), number, max(quota if quota is not None else places.capacity or places.taken, number, 1), quota))
    return found


def steps_for(event: Event, *, may_edit: bool, may_publish: bool, may_create: bool, now: datetime.datetime) -> list[str]:
    """Return the names of the steps that this reader may take with this event now."""
    over = event.ends_at <= now
    is_draft = event.state == State.DRAFT
    wanted = {
        "publish": may_publish and is_draft,
        "submit": may_edit and not may_publish and is_draft and not event.submitted_at,
        "return": may_publish and is_draft and bool(event.submitted_at),
        "move": may_edit and event.is_open and not over,
        "minutes": may_edit and (event.state in (State.HELD, State.MINUTED) or (event.is_open and over)),
        "close": may_edit and event.state in (State.HELD, State.MINUTED),
        "duplicate": may_create,
        "template": may_edit,
        "cancel": may_edit and event.is_open and not over,
        "delete": may_edit and is_draft,
    }
    return [name for name, fits in wanted.items() if fits]


def _todo(event: Event, *, may_publish: bool, now: datetime.datetime) -> list[str]:
    if event.state == State.DRAFT:
        return _todo_draft(event, may_publish, now)
    if event.is_open and event.ends_at > now:
        return [_("Laden Sie Menschen ein und sehen Sie nach, wer sich anmeldet.")]
    if event.is_open or event.state == State.HELD:
        return [_("Haken Sie ab, wer da war."), _("Schreiben Sie das Protokoll.")]
    if event.state == State.MINUTED:
        return [_("Schließen Sie die Veranstaltung ab, wenn nichts mehr offen ist.")]
    return []


def _todo_draft(event: Event, may_publish: bool, now: datetime.datetime) -> list[str]:
    try:
        lifecycle.check_complete(event, now)
    except ValidationError as error:
        return list(error.messages)
    if may_publish:
        return [_("Der Entwurf ist vollständig. Sie können ihn veröffentlichen.")]
    if event.submitted_at:
        return [_("Die Koordination prüft die Veranstaltung.")]
    return [_("Der Entwurf ist vollständig. Geben Sie ihn zur Prüfung.")]
