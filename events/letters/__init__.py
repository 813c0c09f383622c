"""What the messages of this app say, in the reader's language, from current data; and until when each is worth sending."""

from events.letters import due, others, participants, reminding
from events.models import Reminder
from portal.mail import Render, StillDue

_KINDS: dict[str, tuple[Render, StillDue]] = {
    "confirm": (participants.confirm, due.is_unconfirmed),
    "link": (participants.link, due.is_there),
    "registered": (participants.registered, due.is_registered),
    "waitlisted": (participants.waitlisted, due.is_waiting),
    "offered": (participants.offered, due.is_offered),
    "offer_ended": (participants.offer_ended, due.has_left),
    "left": (participants.left, due.has_left),
    "moved": (participants.moved, due.is_told),
    "changed": (participants.changed, due.is_told),
    "cancelled": (participants.cancelled, due.is_told_of_the_end),
    "message": (others.message, due.is_there),
    "invitation": (others.invitation, due.is_inviting),
    "review": (others.review, due.is_to_review),
    "decided": (others.decided, due.is_event_there),
    **{f"reminder_{code}": (reminding.before, due.is_to_remind) for code in Reminder.values if code != Reminder.AFTER},
    f"reminder_{Reminder.AFTER}": (reminding.after, due.is_to_thank),
}
BY_KIND: dict[str, Render] = {f"events.{name}": render for name, (render, _due) in _KINDS.items()}
STILL_DUE: dict[str, StillDue] = {f"events.{name}": still_due for name, (_render, still_due) in _KINDS.items()}
