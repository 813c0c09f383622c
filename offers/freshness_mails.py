"""What the ladder of freshness writes: to the provider, to the coordination. Each message asks again whether it still holds."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from networks.access import editors_of
from networks.inbox import nearest_region
from networks.models import Contact
from offers.access import visible_to
from offers.ladder import due_on, link_of
from offers.models import PUBLIC_STATES, Offer, State
from portal import mail
from portal.languages import SOURCE, direction
from portal.mail import Letter
from portal.models import OutgoingMail
from portal.templatetags.portal import plain_text
from portal.wording import day

STILL_RIGHT, AGAIN = "offers.still_right", "offers.still_right_again"
COORDINATOR, ARCHIVED = "offers.asked_coordinator", "offers.archived"
# So many offers are named in one message; the others are counted.
MOST_NAMED = 10
# All offers of one run go into one message to each coordinator.
COLLECT_MINUTES = 10


@dataclass(frozen=True)
class Recipient:
    """Somebody who answers for an offer. `key` stands for the address where the address itself would be too long."""

    email: str
    language: str
    key: str
    is_public_address: bool = False


def register() -> None:
    """Name the messages of the ladder."""
    mail.register(STILL_RIGHT, render=letter_to_owner, still_due=is_still_asked)
    mail.register(AGAIN, render=letter_to_owner, still_due=is_still_asked)
    mail.register(COORDINATOR, render=letter_to_coordinator, still_due=lambda row: bool(_waiting(row)))
    mail.register(ARCHIVED, render=letter_archived, still_due=is_still_archived)


def owners(offer: Offer) -> list[Recipient]:
    """Return who answers for an offer: the editors of its provider; where nobody has taken it over, its published address."""
    if offer.provider is None:
        return []
    editors = editors_of(offer.provider)
    if editors:
        return [Recipient(user.email, user.language, f"u{user.pk}") for user in editors]
    published = [offer.contact] if offer.contact else []
    published += Contact.objects.filter(organisation=offer.provider).exclude(email="").order_by("pk")
    return [Recipient(contact.email, SOURCE, f"c{contact.pk}", True) for contact in published if contact.email][:1]


def ask_owner(offer: Offer, *, first: bool) -> None:
    """Ask whether an offer is still right. A published address is asked once a round; people with an account also when the label comes."""
    kind = AGAIN if offer.state == State.TO_VERIFY else STILL_RIGHT
    for recipient in owners(offer):
        if first or not recipient.is_public_address:
            _enqueue(kind, offer, recipient, f"{offer.owner_asked_on}")


def tell_archived(offer: Offer) -> None:
    """Tell the editors that their offer has left the lists. A published address hears nothing more."""
    for recipient in owners(offer):
        if not recipient.is_public_address:
            _enqueue(ARCHIVED, offer, recipient, f"{offer.archived_on}")


def _enqueue(kind: str, offer: Offer, recipient: Recipient, asked: str) -> None:
    mail.enqueue(
        kind,
        recipient=recipient.email,
        language=recipient.language,
        dedupe_key=f"{kind}:{offer.pk}:{offer.confirm_round}:{asked}:{recipient.key}",
        region=nearest_region(offer.regions.values_list("key", flat=True)),
        label=offer.official_name,
        subject_id=offer.pk,
        revision=offer.confirm_round,
        payload={"asked": asked},
    )


def ask_coordinator(person: User, *, region: str | None, today: datetime.date) -> None:
    """Name all offers of this day that wait for one person, in one message."""
    mail.enqueue(
        COORDINATOR,
        recipient=person.email,
        language=person.language,
        dedupe_key=f"{COORDINATOR}:{person.pk}:{today}",
        region=region,
        subject_id=person.pk,
        payload={"day": str(today)},
        due_at=timezone.now() + datetime.timedelta(minutes=COLLECT_MINUTES),
    )


# --- Written at the moment of sending --------------------------------------------------------------------------------


def is_still_asked(row: OutgoingMail) -> bool:
    """Whether the offer still waits for the answer that this message asks for, from this person."""
    offer = Offer.objects.filter(pk=row.subject_id, confirm_round=row.revision, state__in=PUBLIC_STATES).first()
    if offer is None or not offer.is_current(timezone.localdate()) or str(offer.owner_asked_on) != row.payload.get("asked"):
        return False
    if row.kind == AGAIN and offer.state != State.TO_VERIFY:
        return False
    return row.recipient in [recipient.email for recipient in owners(offer)]


def letter_to_owner(row: OutgoingMail) -> Letter | None:
    """Is it still right? With the facts as visitors see them, and one button."""
    offer = Offer.objects.select_related("provider", "contact").filter(pk=row.subject_id).first()
    if offer is None:
        return None
    ask = _("Bitte schauen Sie kurz nach, ob alles noch stimmt. Das dauert eine Minute.")
    name = {"name": _apart(offer.official_name)}
    if row.kind == AGAIN:
        subject = _("Wir brauchen Ihre Antwort: %(name)s") % name
        first = offer.coded_reason or _("Wir prüfen gerade, ob alles noch stimmt.")
        since = offer.to_verify_since or timezone.localdate()
        end = since + datetime.timedelta(days=settings.ARCHIVE_DAYS)
        consequence = _("Ohne Antwort nehmen wir das Angebot ab dem %(date)s von der Seite.") % {"date": _apart(day(end))}
    else:
        subject = _("Stimmt Ihr Angebot noch? %(name)s") % name
        first = _("Ihr Angebot steht auf Anlauf. Menschen, die gründen, verlassen sich darauf.")
        consequence = _("Ohne Antwort steht dort ab dem %(date)s: „wird gerade geprüft“.") % {"date": _apart(day(due_on(offer)))}
    public = any(recipient.is_public_address for recipient in owners(offer))
    return Letter(
        subject=subject,
        paragraphs=(first, ask),
        facts=_facts(offer),
        button=(_("Ansehen und bestätigen"), link_of(offer)),
        after=(_("Sie brauchen dafür kein Konto. Ein Klick gilt für alle Sprachen."), consequence),
        small=_("Sie bekommen diese E-Mail, weil Ihre Adresse dort als Kontakt steht.")
        if public
        else _("Sie bekommen diese E-Mail, weil Sie diese Organisation pflegen."),
    )


def _facts(offer: Offer) -> tuple[tuple[str, str], ...]:
    contact = offer.contact
    pairs = (
        (_("Angebot"), offer.official_name),
        (_("Was man bekommt"), plain_text(offer, "summary")),
        (_("Kosten"), str(offer.get_cost_display())),
        (_("Telefon"), contact.phone if contact else ""),
        (_("E-Mail"), contact.email if contact else ""),
        (_("Website"), offer.website),
        (_("Frist"), day(offer.deadline) if offer.deadline else ""),
    )
    return tuple((label, _apart(value)) for label, value in pairs if value)


def _waiting(row: OutgoingMail) -> list[Offer]:
    """Return the offers that a message to the coordination is about, as far as they still wait."""
    person = User.objects.filter(pk=row.subject_id, is_active=True, email=row.recipient).first()
    if person is None:
        return []
    asked = visible_to(person).filter(state=State.TO_VERIFY, coordinator_asked_on=row.payload.get("day"))
    return list(asked.select_related("provider").order_by("official_name"))


def letter_to_coordinator(row: OutgoingMail) -> Letter | None:
    """These providers have not answered."""
    offers = _waiting(row)
    if not offers:
        return None
    number = len(offers)
    named = tuple((_apart(offer.official_name), _apart(offer.provider.name)) for offer in offers[:MOST_NAMED])
    more = max(0, number - MOST_NAMED)
    rest = ngettext("und %(number)s weiteres Angebot", "und %(number)s weitere Angebote", more) % {"number": more}
    return Letter(
        subject=ngettext("%(number)s Angebot wartet auf Ihre Prüfung", "%(number)s Angebote warten auf Ihre Prüfung", number)
        % {"number": number},
        paragraphs=(_("Der Anbieter hat nicht geantwortet. Bitte fragen Sie dort nach."),),
        facts=named,
        button=(_("Zum Eingang"), f"{settings.SITE_URL}/{get_language() or SOURCE}/desk/inbox/"),
        after=(rest,) if more else (),
    )


def is_still_archived(row: OutgoingMail) -> bool:
    """Whether the offer is still archived, and since the same day."""
    return Offer.objects.filter(
        pk=row.subject_id, state=State.ARCHIVED, confirm_round=row.revision, archived_on=row.payload.get("asked")
    ).exists()


def letter_archived(row: OutgoingMail) -> Letter | None:
    """The offer has left the lists; its address stays and helps on."""
    offer = Offer.objects.filter(pk=row.subject_id).first()
    if offer is None:
        return None
    return Letter(
        subject=_("Nicht mehr öffentlich: %(name)s") % {"name": _apart(offer.official_name)},
        paragraphs=(
            offer.coded_reason or _apart(offer.state_reason),
            _("Wir zeigen das Angebot nicht mehr in der Liste. Seine Adresse führt jetzt zu anderer Hilfe."),
        ),
        button=(_("Seite ansehen"), f"{settings.SITE_URL}{offer.get_absolute_url()}"),
        after=(_("Gibt es das Angebot doch noch? Melden Sie sich an und geben Sie es neu zur Prüfung."),),
    )


def _apart(text: str) -> str:
    """Keep a name or a number whole in a right-to-left line; plain text has no markup for that."""
    return f"\u2068{text}\u2069" if direction(get_language() or SOURCE) == "rtl" else text
