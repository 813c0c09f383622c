"""Messages of the desk to the people of an event, in the words they were written in."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from events import mails
from events.models import Event, EventMessage, Registration, RegistrationState

State = RegistrationState
# Whom a message can go to; nobody is written to who has left or has not confirmed the address.
GROUPS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    State.REGISTERED: (gettext_lazy("Angemeldete"), (State.REGISTERED,)),
    State.WAITLISTED: (gettext_lazy("Menschen auf der Warteliste"), (State.WAITLISTED, State.OFFERED)),
    State.ATTENDED: (gettext_lazy("Menschen, die da waren"), (State.ATTENDED,)),
    State.NO_SHOW: (gettext_lazy("Menschen, die nicht da waren"), (State.NO_SHOW,)),
}
# The same words so soon after are a second press of the button.
AGAIN = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Audience:
    """Who a message reaches by mail, and who must be called."""

    mail: list[Registration]
    call: list[Registration]
    neither: list[Registration]

    @property
    def number(self) -> int:
        return len(self.mail)


def audience(event: Event, *, groups: Iterable[str] = (), spheres: Iterable[str] = (), people: Iterable[int] = ()) -> Audience:
    """Return whom a message goes to: the ticked people, else everybody of these groups and spheres; no sphere named means all."""
    chosen, wanted = list(people), list(spheres)
    reachable = [state for _label, states in GROUPS.values() for state in states]
    rows = event.registrations.filter(state__in=reachable)
    if chosen:
        rows = rows.filter(pk__in=chosen)
    else:
        rows = rows.filter(state__in=[state for group in groups if group in GROUPS for state in GROUPS[group][1]])
        if wanted:
            rows = rows.filter(sphere__in=wanted)
    found = list(rows.order_by("pk"))
    for row in found:
        row.event = event
    return Audience(
        [row for row in found if row.email],
        [row for row in found if not row.email and row.phone],
        [row for row in found if not row.email and not row.phone],
    )


@transaction.atomic
def send(event: Event, *, subject: str, text: str, language: str, to: Audience, by: User, now: datetime.datetime) -> EventMessage:
    """Store a message and one mail for each reader. A second press sends nothing and returns the first message.

    Side effects: mails. Raises ValidationError when nobody has an address.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if not to.mail:
        raise ValidationError(_("Niemand von ihnen hat eine E-Mail-Adresse."))
    same = event.messages.filter(subject=subject, text=text, recipients=to.number, created_at__gt=now - AGAIN).first()
    if same is not None:
        return same
    message = EventMessage.objects.create(
        event=event, subject=subject, text=text, language=language, sent_by=by, recipients=to.number, created_at=now
    )
    for registration in to.mail:
        mails.send_message(message, registration)
    return message
