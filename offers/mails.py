"""The messages of this app: one function that stores each, one that writes it at the moment of sending."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from offers.models import Offer, OfferStep
from portal import mail
from portal.mail import Letter
from portal.models import OutgoingMail

SUBMITTED, RETURNED, PUBLISHED = "offers.submitted", "offers.returned", "offers.published"


def register() -> None:
    """Name this app's messages."""
    mail.register(SUBMITTED, render=letter_submitted, still_due=_still_there)
    mail.register(RETURNED, render=letter_returned, still_due=_still_there)
    mail.register(PUBLISHED, render=letter_published, still_due=_still_there)


def submitted(offer: Offer, step: OfferStep, *, to: list[User]) -> None:
    """Tell those who may decide that a text waits."""
    for user in to:
        _store(SUBMITTED, offer, step, user)


def returned(offer: Offer, step: OfferStep, *, to: User | None) -> None:
    """Tell the author what is missing."""
    _store(RETURNED, offer, step, to)


def published(offer: Offer, step: OfferStep, *, to: User | None) -> None:
    """Tell the author that the text is public."""
    _store(PUBLISHED, offer, step, to)


def _store(kind: str, offer: Offer, step: OfferStep, to: User | None) -> None:
    if to is None or not to.is_active:
        return
    mail.enqueue(
        kind,
        recipient=to.email,
        language=to.language,
        dedupe_key=f"{kind}:{step.pk}:{to.pk}",
        region=offer.regions.order_by("key").values_list("key", flat=True).first(),
        label=offer.official_name,
        subject_id=offer.pk,
        revision=offer.version,
        payload={"step": step.pk},
    )


def _step(row: OutgoingMail) -> OfferStep | None:
    return OfferStep.objects.select_related("offer", "by").filter(pk=row.payload.get("step")).first()


def _still_there(row: OutgoingMail) -> bool:
    return _step(row) is not None


def _address(name: str, offer: Offer) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[offer.slug])}"


def letter_submitted(row: OutgoingMail) -> Letter | None:
    """What who decides reads."""
    if (step := _step(row)) is None:
        return None
    return Letter(
        subject=_("Bitte prüfen: %(offer)s") % {"offer": step.offer.official_name},
        paragraphs=(_("Ein Angebot in Ihrer Region wartet auf Ihre Prüfung."),),
        facts=((_("Angebot"), step.offer.official_name), (_("Wer"), str(step.by or ""))),
        button=(_("Angebot prüfen"), _address("offers_desk:review", step.offer)),
    )


def letter_returned(row: OutgoingMail) -> Letter | None:
    """What the author reads when something is missing."""
    if (step := _step(row)) is None:
        return None
    return Letter(
        subject=_("Bitte ergänzen: %(offer)s") % {"offer": step.offer.official_name},
        paragraphs=(_("Die Koordination hat Ihren Text gelesen. Es fehlt noch etwas:"), step.comment),
        button=(_("Angebot bearbeiten"), _address("offers_desk:edit", step.offer)),
    )


def letter_published(row: OutgoingMail) -> Letter | None:
    """What the author reads when visitors can."""
    if (step := _step(row)) is None:
        return None
    return Letter(
        subject=_("Veröffentlicht: %(offer)s") % {"offer": step.offer.official_name},
        paragraphs=(_("Ihr Text ist jetzt für alle zu lesen. Danke!"),),
        button=(_("Angebot ansehen"), f"{settings.SITE_URL}{step.offer.get_absolute_url()}"),
    )
