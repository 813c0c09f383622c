"""What the participants of an event were told: numbers by kind, and single mails. Never what a mail says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, CharField, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import mails
from events.letters import due
from events.models import Event, EventInvitation, Registration, Reminder
from portal.models import OutgoingMail

State = OutgoingMail.State
WAITING = (State.PENDING, State.CLAIMED, State.SENDING)
# Groups of states as staff think of them; each is a column and a filter.
GROUPS: dict[str, tuple[tuple[str, ...], str | Promise]] = {
    "waiting": (WAITING, gettext_lazy("wartet")),
    "sent": ((State.SENT,), gettext_lazy("gesendet")),
    "failed": ((State.DEAD, State.EXPIRED), gettext_lazy("gescheitert")),
    "unclear": ((State.UNKNOWN,), gettext_lazy("unklar")),
    "skipped": ((State.SKIPPED,), gettext_lazy("ausgelassen")),
    "superseded": ((State.SUPERSEDED,), gettext_lazy("überholt")),
}
BADGES = {"sent": "good", "failed": "bad", "unclear": "warn"}
AGAIN = (State.DEAD, State.UNKNOWN, State.EXPIRED)
KINDS: dict[str, str | Promise] = {
    mails.INVITATION: gettext_lazy("Einladung"),
    mails.CONFIRM: gettext_lazy("Bitte um Bestätigung"),
    mails.LINK: gettext_lazy("Persönlicher Link"),
    mails.REGISTERED: gettext_lazy("Anmeldung angekommen"),
    mails.WAITLISTED: gettext_lazy("Warteliste"),
    mails.OFFERED: gettext_lazy("Platz angeboten"),
    mails.OFFER_ENDED: gettext_lazy("Platz weitergegeben"),
    mails.LEFT: gettext_lazy("Abmeldung angekommen"),
    mails.MOVED: gettext_lazy("Neuer Termin"),
    mails.CHANGED: gettext_lazy("Ort oder Link geändert"),
    mails.CANCELLED: gettext_lazy("Absage"),
    mails.MESSAGE: gettext_lazy("Nachricht"),
    mails.REMINDERS[Reminder.WEEK]: gettext_lazy("Erinnerung 7 Tage vorher"),
    mails.REMINDERS[Reminder.DAY]: gettext_lazy("Erinnerung 1 Tag vorher"),
    mails.REMINDERS[Reminder.HOURS]: gettext_lazy("Erinnerung 2 Stunden vorher"),
    mails.REMINDERS[Reminder.AFTER]: gettext_lazy("Dank, 1 Tag danach"),
}
# Reasons that are noted in English, in words of the reader. What a mail server said stays as it is.
REASONS: dict[str, str | Promise] = {
    due.BEGUN: gettext_lazy("Die Veranstaltung hatte schon begonnen."),
    due.NEWER: gettext_lazy("Eine spätere Erinnerung war auch fällig."),
    due.NOT_THERE: gettext_lazy("Andere waren da, diese Person nicht."),
    due.THERE_ALREADY: gettext_lazy("Die Person war schon da."),
    "Its time was over before it could leave.": gettext_lazy("Die Zeit dafür war vorbei."),
    "No answer: the sending process ended during the hand-over.": gettext_lazy("Beim Senden abgebrochen. Vielleicht ist sie angekommen."),
}


@dataclass
class Total:
    """One kind of message in the overview: from when to when it was or is due, and how many in each group."""

    kind: str
    label: str
    first: datetime
    last: datetime
    # Name and label of each group, and how many are in it.
    numbers: list[tuple[str, str | Promise, int]] = field(default_factory=list)

    @property
    def is_span(self) -> bool:
        """Whether first and last are so far apart that both are worth saying."""
        return self.last - self.first >= timedelta(minutes=1)


@dataclass(frozen=True)
class Line:
    """One mail as the list shows it; `name` is empty for who may not read names."""

    row: OutgoingMail
    kind: str
    name: str
    group: str
    state: str
    badge: str
    reason: str
    reason_is_ours: bool
    can_resend: bool

    @property
    def moment(self) -> datetime:
        """When it left, or is due."""
        return self.row.sent_at or self.row.due_at


def mails_of(event: Event) -> QuerySet[OutgoingMail]:
    """Return the messages to participants and to whoever was invited, the last first."""
    people = Q(kind__in=mails.OF_REGISTRATIONS, subject_id__in=Registration.objects.filter(event=event).values("pk"))
    invited = Q(kind=mails.INVITATION, subject_id__in=EventInvitation.objects.filter(event=event).values("pk"))
    again = OutgoingMail.objects.filter(resend_of=OuterRef("pk"))
    return OutgoingMail.objects.filter(people | invited).defer("payload").annotate(was_resent=Exists(again)).order_by("-due_at", "-pk")


def to_resend(rows: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
    """Those that did not arrive and were not sent anew."""
    return rows.filter(state__in=AGAIN, was_resent=False).exclude(recipient="")


def _numbers(row: dict[str, int]) -> list[tuple[str, str | Promise, int]]:
    return [(name, label, row[name]) for name, (_states, label) in GROUPS.items()]


def totals(event: Event) -> list[Total]:
    """Return the overview, in the order of the table of kinds; one question."""
    counts = {name: Count("pk", filter=Q(state__in=states)) for name, (states, _label) in GROUPS.items()}
    # The dates that hold: those of what was taken back only where there is nothing else.
    holds = ~Q(state=State.SUPERSEDED)
    first = Coalesce(Min("due_at", filter=holds), Min("due_at"))
    last = Coalesce(Max("due_at", filter=holds), Max("due_at"))
    rows = mails_of(event).order_by().values("kind").annotate(first=first, last=last, **counts)
    found = {row["kind"]: row for row in rows}
    return [
        Total(kind, str(label), found[kind]["first"], found[kind]["last"], _numbers(found[kind]))
        for kind, label in KINDS.items()
        if kind in found
    ]


def narrowed(rows: QuerySet[OutgoingMail], *, kind: str, group: str) -> QuerySet[OutgoingMail]:
    """Return the messages of one kind and group. What was taken back is shown only where it is asked for."""
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    return rows.filter(state__in=GROUPS[group][0]) if group in GROUPS else rows.exclude(state=State.SUPERSEDED)


def named(rows: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
    """Return the same with the name of each recipient as `person`; only for who may read names."""
    invited = EventInvitation.objects.filter(pk=OuterRef("subject_id")).values(
        known=Coalesce(NullIf("name", Value("")), "email", output_field=CharField())
    )
    people = Registration.objects.filter(pk=OuterRef("subject_id")).values("name")
    return rows.annotate(person=Case(When(kind=mails.INVITATION, then=Subquery(invited)), default=Subquery(people)))


def lines(rows: Iterable[OutgoingMail]) -> list[Line]:
    """Return rows as the list shows them."""
    return [_line(row, getattr(row, "person", None) or "") for row in rows]


def _line(row: OutgoingMail, name: str) -> Line:
    group = next(group for group, (states, _label) in GROUPS.items() if row.state in states)
    ours = REASONS.get(row.last_error)
    reason = str(ours or row.last_error)
    if row.state == State.EXPIRED and not reason:
        ours, reason = True, _("Die Zeit dafür war vorbei.")
    can_resend = row.state in AGAIN and not row.was_resent and bool(row.recipient)
    return Line(
        row, str(KINDS.get(row.kind, row.kind)), name, group, str(GROUPS[group][1]), BADGES.get(group, ""), reason, bool(ours), can_resend
    )
