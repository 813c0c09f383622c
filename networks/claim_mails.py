"""Messages about claims: the code, "please decide", "decided", "somebody has joined", "is it still right?", "free again"."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from networks.models import Advisor, ClaimState, Organisation, ProfileClaim
from portal import mail
from portal.mail import Letter
from portal.models import OutgoingMail

CODE, WAITING, DECIDED = "networks.claim_code", "networks.claim_waiting", "networks.claim_decided"
JOINED, RELEASED = "networks.claim_joined", "networks.profile_released"


def register() -> None:
    """Name these messages."""
    mail.register(CODE, render=letter_code, still_due=is_code_awaited)
    mail.register(WAITING, render=letter_waiting, still_due=is_undecided)
    mail.register(DECIDED, render=letter_decided)
    mail.register(JOINED, render=letter_joined)
    mail.register(RELEASED, render=letter_released)


def _address(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _claim(row: OutgoingMail) -> ProfileClaim | None:
    return ProfileClaim.objects.select_related("organisation", "advisor", "user").filter(pk=row.subject_id).first()


def _region(profile: Organisation | Advisor) -> str | None:
    return profile.regions.order_by("-key").values_list("pk", flat=True).first()


def _code_key(claim: ProfileClaim) -> str:
    return f"{CODE}:{claim.pk}:{claim.code_hash[:20]}"


def send_code(claim: ProfileClaim, *, code: str) -> None:
    """Mail a code to the domain on record. The row forgets it as soon as it has left."""
    mail.enqueue(
        CODE,
        recipient=claim.code_address,
        language=claim.user.language,
        dedupe_key=_code_key(claim),
        region=_region(claim.subject),
        label=str(claim.subject),
        subject_id=claim.pk,
        payload={"code": code},
        expires_at=claim.code_expires_at,
    )


def is_code_awaited(row: OutgoingMail) -> bool:
    claim = _claim(row)
    return bool(claim and claim.awaits_code and row.dedupe_key == _code_key(claim) and row.payload.get("code"))


def letter_code(row: OutgoingMail) -> Letter | None:
    claim, code = _claim(row), row.payload.get("code", "")
    if claim is None or not code:
        return None
    return Letter(
        subject=_("Ihr Code für die Übernahme"),
        paragraphs=(
            _("Jemand möchte „%(name)s“ bei Anlauf pflegen und hat diese Adresse genannt.") % {"name": claim.subject},
            _("Der Code gilt %(minutes)s Minuten.") % {"minutes": settings.CLAIM_CODE_MINUTES},
        ),
        facts=((_("Code"), f"{code[:4]}-{code[4:]}"), (_("Konto"), claim.user.email)),
        button=(_("Code eingeben"), _address("claims:code", claim.pk)),
        small=_("Kennen Sie dieses Konto nicht? Dann geben Sie den Code bitte nicht weiter."),
    )


def _to_people(kind: str, people: Iterable[User], *, key: str, profile: Organisation | Advisor, subject_id: int) -> None:
    for user in people:
        mail.enqueue(
            kind,
            recipient=user.email,
            language=user.language,
            dedupe_key=f"{kind}:{key}:{user.pk}",
            region=_region(profile),
            label=str(profile),
            subject_id=subject_id,
        )


def send_waiting(claim: ProfileClaim, *, to: Iterable[User]) -> None:
    """Ask the people who may decide."""
    _to_people(WAITING, to, key=str(claim.pk), profile=claim.subject, subject_id=claim.pk)


def is_undecided(row: OutgoingMail) -> bool:
    claim = _claim(row)
    return bool(claim and claim.state == ProfileClaim.State.REQUESTED)


def letter_waiting(row: OutgoingMail) -> Letter | None:
    claim = _claim(row)
    if claim is None:
        return None
    facts = [(_("Konto"), claim.user.email)]
    if claim.message:
        facts.append((_("Nachricht"), claim.message))
    return Letter(
        subject=_("Antrag auf Übernahme"),
        paragraphs=(_("%(person)s möchte „%(name)s“ pflegen. Bitte entscheiden Sie.") % {"person": claim.user, "name": claim.subject},),
        facts=tuple(facts),
        button=(_("Antrag ansehen"), _address("claims:decide", claim.pk)),
    )


def send_decided(claim: ProfileClaim) -> None:
    """Tell who asked."""
    _to_people(DECIDED, [claim.user], key=str(claim.pk), profile=claim.subject, subject_id=claim.pk)


def letter_decided(row: OutgoingMail) -> Letter | None:
    claim = _claim(row)
    if claim is None:
        return None
    facts = ((_("Begründung"), claim.comment),) if claim.comment else ()
    if claim.state == ProfileClaim.State.VERIFIED:
        return Letter(
            subject=_("Ihr Antrag ist bestätigt"),
            paragraphs=(_("Sie pflegen jetzt „%(name)s“. Schön, dass Sie dabei sind.") % {"name": claim.subject},),
            facts=facts,
            button=(_("Zum Schreibtisch"), _address("atlas:desk")),
        )
    return Letter(
        subject=_("Ihr Antrag wurde abgelehnt"),
        paragraphs=(_("Sie wollten „%(name)s“ pflegen. Das ging leider nicht.") % {"name": claim.subject},),
        facts=facts,
    )


def send_joined(claim: ProfileClaim, *, to: Iterable[User]) -> None:
    """Tell colleagues and the coordination who keeps the profile now."""
    _to_people(JOINED, to, key=str(claim.pk), profile=claim.subject, subject_id=claim.pk)


def letter_joined(row: OutgoingMail) -> Letter | None:
    claim = _claim(row)
    if claim is None:
        return None
    return Letter(
        subject=_("Übernahme bestätigt"),
        paragraphs=(_("%(person)s pflegt jetzt „%(name)s“.") % {"person": claim.user, "name": claim.subject},),
        facts=((_("Konto"), claim.user.email), (_("Nachweis"), claim.get_proof_display())),
        button=(_("Antrag ansehen"), _address("claims:decide", claim.pk)),
        small=_("Stimmt das nicht? Dann wenden Sie sich bitte an die Koordination Ihrer Region."),
    )


def send_released(organisation: Organisation, *, to: Iterable[User]) -> None:
    """Tell the coordination that nobody keeps an organisation any more."""
    key = f"organisation:{organisation.pk}:{organisation.changed_at.timestamp():.0f}"
    _to_people(RELEASED, to, key=key, profile=organisation, subject_id=organisation.pk)


def _profile(row: OutgoingMail) -> Organisation | Advisor | None:
    model = Organisation if f"{row.kind}:organisation:" in row.dedupe_key else Advisor
    return model.objects.filter(pk=row.subject_id).first()


def letter_released(row: OutgoingMail) -> Letter | None:
    profile = _profile(row)
    if profile is None or profile.claim_state != ClaimState.RELEASED:
        return None
    return Letter(
        subject=_("Eine Organisation hat niemanden mehr, der sie pflegt"),
        paragraphs=(_("Für „%(name)s“ ist niemand mehr eingetragen. Jemand anderes kann sie jetzt übernehmen.") % {"name": profile},),
        button=(_("Zum Schreibtisch"), _address("atlas:desk")),
    )
