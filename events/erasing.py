"""What is kept of people after an event, and for how long (DOMAIN §8). The days count from the event, never from a run of this job.

Needs go EVENT_NEEDS_DAYS after the end; names and addresses EVENT_PEOPLE_DAYS after the minutes, or after the day on which they should
have been written. Whoever came stays by name and organisation as long as a proof of funding needs it. Numbers stay in `Event.figures`.
"""

import datetime
import uuid
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from events import mails
from events.models import Erasure, Event, EventInvitation, EventMessage, Registration, RegistrationState
from events.models import State as EventState
from portal import mail
from portal.languages import SOURCE
from portal.periodic import each

State = RegistrationState
What = Erasure.What
_NEEDS = ~Q(access_needs="") | ~Q(interpreter="")
# What is left of somebody whose participation must be proved: nothing but name, organisation and that she came.
_BARE = {
    "user": None, "email": "", "phone": "", "channel": Registration.Channel.EMAIL, "language": SOURCE, "sphere": "",
    "access_needs": "", "interpreter": "", "question": "", "needs_reconfirm": False,
}  # fmt: skip
_MORE_THAN_PROOF = (
    Q(user__isnull=False) | ~Q(email="") | ~Q(phone="") | ~Q(sphere="") | ~Q(question="") | ~Q(language=SOURCE) | _NEEDS
)  # fmt: skip


def counts_from(event: Event) -> datetime.datetime:
    """Return the moment the periods count from: the end, or the cancellation when that was earlier."""
    if event.state == EventState.CANCELLED and event.cancelled_at:
        return min(event.cancelled_at, event.ends_at)
    return event.ends_at


def needs_due(event: Event) -> datetime.datetime:
    """Return when access needs and interpreter wishes are deleted."""
    return counts_from(event) + datetime.timedelta(days=settings.EVENT_NEEDS_DAYS)


def people_due(event: Event) -> datetime.datetime:
    """Return when names and addresses are deleted: minutes that come late keep nobody longer."""
    start = counts_from(event)
    if event.state != EventState.CANCELLED:
        latest = start + datetime.timedelta(days=settings.EVENT_MINUTES_DAYS)
        start = min(event.minuted_at, latest) if event.minuted_at else latest
    return start + datetime.timedelta(days=settings.EVENT_PEOPLE_DAYS)


def is_retained(event: Event, now: datetime.datetime) -> bool:
    """Whether the list of those who came is still needed as a proof."""
    return event.retain_until is not None and event.retain_until >= timezone.localdate(now)


def holding_people() -> QuerySet[Event]:
    """Events about which something of people is stored."""
    about = [model.objects.filter(event=OuterRef("pk")) for model in (Registration, EventInvitation, EventMessage)]
    return Event.objects.filter(Exists(about[0]) | Exists(about[1]) | Exists(about[2]))


def erase_people(*, now: datetime.datetime) -> int:
    """Delete what is due at all events; safe to run twice, or late. Returns how many entries lost something."""
    # Nothing is due before a period has passed since the end, or since a cancellation.
    over = Q(ends_at__lt=now) | Q(state=EventState.CANCELLED)
    pks = holding_people().filter(over).order_by("pk").values_list("pk", flat=True)
    return each(pks, lambda pk: erase_at(pk, now=now))


@transaction.atomic
def erase_at(pk: int, *, now: datetime.datetime) -> int:
    """Delete what is due at one event.

    Side effects: numbers into `Event.figures` before anybody is deleted, messages lose their addresses, one `Erasure` for each kind.
    """
    event = Event.objects.select_for_update().get(pk=pk)
    done = 0
    if now >= needs_due(event):
        done += _report(event, What.NEEDS, _forget_needs(event), now)
    if now >= people_due(event):
        done += _forget_people(event, now)
    return done


def _report(event: Event, what: str, number: int, now: datetime.datetime) -> int:
    if number:
        Erasure.objects.create(event=event, what=what, number=number, day=timezone.localdate(now))
    return number


def _forget_needs(event: Event) -> int:
    return event.registrations.filter(_NEEDS).update(access_needs="", interpreter="")


def _forget_people(event: Event, now: datetime.datetime) -> int:
    _write_figures(event)
    people = event.registrations.all()
    came = people.filter(state=State.ATTENDED)
    bare = came.exclude(_MORE_THAN_PROOF)
    proofs = bare if event.figures.get("proof") else people.none()
    mail.forget_about(mails.OF_REGISTRATIONS, people.values_list("pk", flat=True))
    done = 0
    if is_retained(event, now):
        number = 0
        for registration in came.filter(_MORE_THAN_PROOF):
            # A new key: the personal link leads nowhere any more.
            number += Registration.objects.filter(pk=registration.pk).update(**_BARE, key=uuid.uuid4())
        done += _delete(people.exclude(state=State.ATTENDED)) + number
        if came.exists() and not event.figures.get("proof"):
            _note(event, proof=True)
        return _report(event, What.PEOPLE, done + _forget_letters(event), now)
    proved = list(proofs.values_list("pk", flat=True))
    done += _report(event, What.PROOF, _delete(people.filter(pk__in=proved)), now)
    return done + _report(event, What.PEOPLE, _delete(people) + _forget_letters(event), now)


def _delete(rows: QuerySet) -> int:
    return rows.delete()[0]


def _forget_letters(event: Event) -> int:
    """Delete invitations with their addresses, and the texts of messages. Returns how many."""
    mail.forget_about([mails.INVITATION], event.invitations.values_list("pk", flat=True))
    return _delete(event.invitations.all()) + _delete(event.messages.all())


def _write_figures(event: Event) -> None:
    """Keep the numbers without persons: by state, by sphere of those who came, and which organisations came. Written once."""
    if "states" in event.figures:
        return
    rows = list(event.registrations.values_list("state", "sphere", "organisation"))
    came = [(sphere, organisation) for state, sphere, organisation in rows if state == State.ATTENDED]
    _note(
        event,
        states=dict(Counter(state for state, _sphere, _organisation in rows)),
        spheres=dict(Counter(sphere for sphere, _organisation in came if sphere)),
        organisations=sorted({organisation for _sphere, organisation in came if organisation}),
        invited=event.invitations.count(),
        messages=event.messages.count(),
    )


def _note(event: Event, **figures: object) -> None:
    event.figures = event.figures | figures
    Event.objects.filter(pk=event.pk).update(figures=event.figures)
