"""Messages about the inbox: somebody gives you an item, and an item that waited too long comes to you."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from networks.models import InboxItem
from portal import mail, wording
from portal.mail import Letter
from portal.models import OutgoingMail

ASSIGNED, ESCALATED = "networks.inbox_assigned", "networks.inbox_escalated"


def register() -> None:
    """Name these messages."""
    mail.register(ASSIGNED, render=letter_assigned, still_due=is_still_waiting)
    mail.register(ESCALATED, render=letter_escalated, still_due=is_still_waiting)


def _send(kind: str, item: InboxItem, *, to: User, key: str) -> None:
    mail.enqueue(
        kind,
        recipient=to.email,
        language=to.language,
        dedupe_key=key,
        region=item.region_id,
        label=item.subject,
        subject_id=item.pk,
        payload={"user": to.pk},
    )


def send_assigned(item: InboxItem, *, to: User) -> None:
    """Tell somebody that an item is hers now; once an item and person."""
    _send(ASSIGNED, item, to=to, key=f"{ASSIGNED}:{item.pk}:{to.pk}")


def send_escalated(item: InboxItem, *, to: User) -> None:
    """Tell the coordination that nobody has answered in time; once an item."""
    _send(ESCALATED, item, to=to, key=f"{ESCALATED}:{item.pk}")


def is_still_waiting(row: OutgoingMail) -> bool:
    return InboxItem.objects.open().filter(pk=row.subject_id, owner=row.payload.get("user")).exists()


def _letter(row: OutgoingMail, subject: str, sentence: str) -> Letter | None:
    item = InboxItem.objects.filter(pk=row.subject_id).first()
    if item is None:
        return None
    return Letter(
        subject=subject,
        paragraphs=(sentence,),
        facts=((_("Art"), item.get_kind_display()), (_("Worum es geht"), item.subject), (_("fällig am"), wording.day(item.due_on))),
        button=(_("Eintrag öffnen"), settings.SITE_URL + reverse("atlas:inbox_item", args=[item.pk])),
    )


def letter_assigned(row: OutgoingMail) -> Letter | None:
    return _letter(row, _("Das ist jetzt bei Ihnen"), _("Jemand hat Ihnen einen Eintrag aus dem Eingang gegeben."))


def letter_escalated(row: OutgoingMail) -> Letter | None:
    return _letter(
        row, _("Hier wartet noch jemand auf Antwort"), _("Der Tag ist vorbei und niemand hat geantwortet. Bitte übernehmen Sie.")
    )
