"""Claims: "this is us", "this is me". How a profile gets somebody who keeps it true, and loses her again.

unclaimed → claim_requested → verified (or back); verified → stale → verified; verified → released.
"""

import datetime
import hmac
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from networks import claim_mails
from networks.access import coordinates_organisation, editors_of, edits
from networks.inbox import close_items, nearest_region, open_item, owner_for
from networks.invitations import give_membership
from networks.models import Advisor, ClaimState, InboxItem, Membership, Organisation, ProfileClaim, is_free_mail
from portal import ratelimit

# Letters and digits that nobody mistakes for one another.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
MOST_TRIES = 5
# So many codes an hour for one account, and for one domain whoever asks.
CODES_PER_ACCOUNT, CODES_PER_DOMAIN, HOUR = 5, 10, 3600
# So many claims an hour of one account.
CLAIMS_PER_ACCOUNT = 10

Profile = Organisation | Advisor
Proof, State = ProfileClaim.Proof, ProfileClaim.State


def domains_of(profile: Profile) -> list[str]:
    """Return the domains where a code proves something: those on record, never one where anybody can have an address."""
    organisations = [profile] if isinstance(profile, Organisation) else profile.organisations.all()
    return sorted({body.mail_domain for body in organisations if body.mail_domain and not is_free_mail(body.mail_domain)})


def has_editor(profile: Profile, *, besides: User) -> bool:
    """Whether somebody else could vouch: an editor of the organisation, or of one of the advisor's."""
    organisations = [profile] if isinstance(profile, Organisation) else profile.organisations.all()
    return any(editor != besides for body in organisations for editor in editors_of(body))


def proofs_for(profile: Profile, user: User) -> list[str]:
    """Return the ways in which this account can prove a claim on this profile."""
    proofs = [Proof.CODE] if domains_of(profile) else []
    return [*proofs, *([Proof.VOUCHER] if has_editor(profile, besides=user) else []), Proof.COORDINATOR]


def keeps(user: User, profile: Profile) -> bool:
    """Whether the account keeps this profile already."""
    return edits(user, profile) if isinstance(profile, Organisation) else profile.user_id == user.pk


def refusal(profile: Profile, user: User) -> str:
    """Return why this account cannot claim this profile, empty when it can."""
    if isinstance(profile, Organisation):
        if profile.state == Organisation.State.ARCHIVED:
            return _("Diese Organisation ist archiviert.")
        return _("Sie pflegen diese Organisation schon.") if edits(user, profile) else ""
    if profile.user_id == user.pk:
        return _("Das ist schon Ihr Profil.")
    if profile.user_id:
        return _("Dieses Profil gehört schon zu einem Konto. Erst wenn es freigegeben ist, kann es jemand anderes übernehmen.")
    if Advisor.objects.filter(user=user).exists():
        return _("Sie haben schon ein eigenes Profil.")
    return ""


@transaction.atomic
def request_claim(
    profile: Profile, *, user: User, proof: str, message: str = "", address: str = "", now: datetime.datetime | None = None
) -> ProfileClaim:
    """Claim a profile. Side effects: a code is mailed, or the people who decide get an item and a mail; the profile says "requested".

    `address` is for a code: the whole address at a domain on record, or the part before the @ where there is one domain only.
    Raises ValidationError when the claim is not possible, is waiting already, or too many codes were asked for.
    """
    profile = type(profile).objects.select_for_update().get(pk=profile.pk)
    if reason := refusal(profile, user):
        raise ValidationError(reason)
    if proof not in proofs_for(profile, user):
        raise ValidationError({"proof": _("Dieser Nachweis geht hier nicht. Bitte wählen Sie einen anderen.")})
    claim = ProfileClaim(user=user, proof=proof, message=message.strip()[:500], created_at=now or timezone.now(), **_key(profile))
    if ProfileClaim.objects.filter(user=user, state=State.REQUESTED, **_key(profile)).exists():
        raise ValidationError(_("Ihr Antrag liegt schon vor."))
    if proof == Proof.CODE:
        claim.code_address = _address(profile, address)
    # Each claim writes to people: claiming and withdrawing over and over must not flood them.
    if not ratelimit.allow_about(f"account {user.pk}", "claim", most=CLAIMS_PER_ACCOUNT, seconds=HOUR, now=now):
        raise ValidationError(_("Das waren sehr viele Nachrichten"))
    claim.save()
    if profile.claim_state in (ClaimState.UNCLAIMED, ClaimState.RELEASED):
        _set_state(profile, ClaimState.REQUESTED)
    if proof == Proof.CODE:
        _send_code(claim, now=now)
    else:
        _ask_people(claim)
    return claim


def _key(profile: Profile) -> dict[str, Profile | None]:
    is_body = isinstance(profile, Organisation)
    return {"organisation": profile if is_body else None, "advisor": None if is_body else profile}


def _address(profile: Profile, typed: str) -> str:
    """Return the whole address, in small letters. Raises ValidationError when it is none or lies at another domain."""
    domains, address = domains_of(profile), typed.strip().lower()
    if "@" not in address and len(domains) == 1:
        address = f"{address}@{domains[0]}"
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError({"address": _("Das ist keine E-Mail-Adresse. Ein Beispiel: name@example.org")}) from None
    if len(address) > 254 or address.rpartition("@")[2] not in domains:
        sentence = _("Der Code geht nur an eine Adresse der Organisation: %(domains)s") % {"domains": ", ".join(domains)}
        raise ValidationError({"address": sentence})
    return address


def _send_code(claim: ProfileClaim, *, now: datetime.datetime | None) -> None:
    """Mail a new code; the one before is worthless then. Raises ValidationError when there were too many."""
    now = now or timezone.now()
    domain = claim.code_address.rpartition("@")[2]
    within = ratelimit.allow_about(f"account {claim.user_id}", "claim-code", most=CODES_PER_ACCOUNT, seconds=HOUR, now=now)
    if not within or not ratelimit.allow_about(f"domain {domain}", "claim-code", most=CODES_PER_DOMAIN, seconds=HOUR, now=now):
        raise ValidationError(_("Das waren viele Codes in kurzer Zeit. Bitte versuchen Sie es in einer Stunde noch einmal."))
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    claim.code_hash = _hash(claim, code)
    claim.code_expires_at = now + datetime.timedelta(minutes=settings.CLAIM_CODE_MINUTES)
    claim.attempts = 0
    claim.save(update_fields=["code_hash", "code_expires_at", "attempts"])
    claim_mails.send_code(claim, code=code)


def _hash(claim: ProfileClaim, code: str) -> str:
    plain = "".join(char for char in code.upper() if char in ALPHABET)
    return salted_hmac(f"networks.claim.{claim.pk}", plain, algorithm="sha256").hexdigest()


@transaction.atomic
def send_another_code(claim: ProfileClaim, *, now: datetime.datetime | None = None) -> ProfileClaim:
    """Mail a new code to the same address. Raises ValidationError when none is awaited or there were too many."""
    claim = _locked(claim)
    if not claim.awaits_code:
        raise ValidationError(_("Für diesen Antrag ist kein Code nötig."))
    _send_code(claim, now=now)
    return claim


def confirm_code(claim: ProfileClaim, *, code: str, now: datetime.datetime | None = None) -> ProfileClaim:
    """Take the code from the mail. A right one verifies a claim on a profile that nobody keeps; else the people who decide are asked.

    Raises ValidationError for a wrong or old code; the try is counted all the same.
    """
    claim, problem = _try_code(claim, code, now or timezone.now())
    if problem:
        raise ValidationError({"code": problem})
    return claim


@transaction.atomic
def _try_code(claim: ProfileClaim, code: str, now: datetime.datetime) -> tuple[ProfileClaim, str]:
    _locked_profile(claim)
    claim = _locked(claim)
    if not claim.awaits_code:
        return claim, _("Für diesen Antrag ist kein Code nötig.")
    if claim.code_expires_at <= now:
        return claim, _("Dieser Code ist abgelaufen. Bitte lassen Sie sich einen neuen schicken.")
    if claim.attempts >= MOST_TRIES:
        return claim, _("Das waren zu viele Versuche. Bitte lassen Sie sich einen neuen Code schicken.")
    claim.attempts += 1
    claim.save(update_fields=["attempts"])
    if not hmac.compare_digest(claim.code_hash, _hash(claim, code)):
        return claim, _("Dieser Code stimmt nicht. Bitte prüfen Sie ihn noch einmal.")
    if reason := refusal(claim.subject, claim.user):
        return claim, reason
    claim.code_hash = ""
    claim.save(update_fields=["code_hash"])
    # Four eyes: where somebody keeps the organisation already, an address at its domain is not enough.
    if claim.organisation and editors_of(claim.organisation):
        _ask_people(claim)
    else:
        _verify(claim, by=None, now=now)
    return claim, ""


@transaction.atomic
def ask_people_instead(claim: ProfileClaim) -> ProfileClaim:
    """Give up on the code and ask the people who decide. Raises ValidationError when no code is awaited."""
    claim = _locked(claim)
    if not claim.awaits_code:
        raise ValidationError(_("Für diesen Antrag ist kein Code nötig."))
    claim.proof, claim.code_hash, claim.code_address = Proof.COORDINATOR, "", ""
    claim.save(update_fields=["proof", "code_hash", "code_address"])
    _ask_people(claim)
    return claim


def _ask_people(claim: ProfileClaim) -> None:
    """Put a claim into the inbox of who decides it, and write to them."""
    regions = regions_of(claim.subject)
    bodies = [claim.organisation] if claim.organisation else claim.advisor.organisations.all()
    # Who wishes to be checked by the coordination is checked by the coordination.
    asked = None if claim.proof == Proof.COORDINATOR else next((body for body in bodies if has_editor(body, besides=claim.user)), None)
    owner = owner_for(organisation=asked, regions=regions, besides=[claim.user])
    open_item(
        InboxItem.Kind.CLAIM,
        subject=str(claim.subject),
        subject_model="networks.profileclaim",
        subject_id=claim.pk,
        text=claim.message,
        region=nearest_region(regions),
        owner=owner,
    )
    editors = editors_of(asked) if asked else []
    claim_mails.send_waiting(claim, to={user for user in [*editors, owner] if user and user != claim.user})


def regions_of(profile: Profile) -> list[str]:
    """Return the keys of a profile's regions; an advisor without her own has those of her organisations."""
    keys = [region.pk for region in profile.regions.all()]
    if not keys and isinstance(profile, Advisor):
        keys = [region.pk for body in profile.organisations.all() for region in body.regions.all()]
    return keys


@transaction.atomic
def approve(claim: ProfileClaim, *, by: User, comment: str = "", now: datetime.datetime | None = None) -> ProfileClaim:
    """Confirm a claim. Side effects: the role is given and logged, the item closed, everybody concerned gets a mail.

    Raises ValidationError when it is decided already, is one's own, or the profile has gone to somebody else.
    """
    profile = _locked_profile(claim)
    claim = _locked(claim)
    if by.pk == claim.user_id:
        raise ValidationError(_("Über den eigenen Antrag entscheidet jemand anderes."))
    if reason := refusal(profile, claim.user):
        raise ValidationError(reason)
    if not claim.code_was_right:
        claim.proof = Proof.COORDINATOR if _coordinates(by, claim) else Proof.VOUCHER
    claim.comment = comment.strip()[:500]
    _verify(claim, by=by, now=now or timezone.now())
    return claim


def _coordinates(by: User, claim: ProfileClaim) -> bool:
    bodies = [claim.organisation] if claim.organisation else claim.advisor.organisations.all()
    return any(coordinates_organisation(by, body) for body in bodies)


def _verify(claim: ProfileClaim, *, by: User | None, now: datetime.datetime) -> None:
    _decide(claim, State.VERIFIED, by=by, now=now)
    profile = claim.subject
    told: set[User] = set()
    if isinstance(profile, Organisation):
        told = set(editors_of(profile))
        give_membership(claim.user, profile, role=Membership.Role.EDITOR, by=by)
    else:
        profile.user = claim.user
        profile.save(update_fields=["user"])
        for body in _vouched_for(claim, by):
            told |= set(editors_of(body))
            give_membership(claim.user, body, role=Membership.Role.ADVISOR, by=by)
        for other in profile.claims.filter(state=State.REQUESTED).select_for_update():
            other.comment = _("Das Profil gehört jetzt zu einem anderen Konto.")
            _decide(other, State.REJECTED, by=by, now=now)
            claim_mails.send_decided(other)
    profile.confirmed_on = timezone.localdate(now)
    profile.save(update_fields=["confirmed_on"])
    _set_state(profile, ClaimState.VERIFIED)
    claim_mails.send_decided(claim)
    # A code needs nobody's hand: then the coordination hears of it, and can object.
    if by is None and (watcher := owner_for(regions=regions_of(profile), besides=[claim.user])):
        told.add(watcher)
    claim_mails.send_joined(claim, to=told - {claim.user, by})


def _vouched_for(claim: ProfileClaim, by: User | None) -> list[Organisation]:
    """Return which of an advisor's organisations the proof speaks for: that of the code's domain, those of who decided."""
    bodies = claim.advisor.organisations.order_by("pk")
    if by is None:
        return [body for body in bodies if body.mail_domain == claim.code_address.rpartition("@")[2]]
    return [body for body in bodies if edits(by, body) or coordinates_organisation(by, body)]


@transaction.atomic
def reject(claim: ProfileClaim, *, by: User, comment: str, now: datetime.datetime | None = None) -> ProfileClaim:
    """Refuse a claim. Side effects: item closed, mail with the reason. Raises ValidationError without a reason or for one's own claim."""
    if not comment.strip():
        raise ValidationError({"comment": _("Bitte schreiben Sie, warum.")})
    profile = _locked_profile(claim)
    claim = _locked(claim)
    if by.pk == claim.user_id:
        raise ValidationError(_("Über den eigenen Antrag entscheidet jemand anderes."))
    claim.comment = comment.strip()[:500]
    _decide(claim, State.REJECTED, by=by, now=now or timezone.now())
    _settle(profile)
    claim_mails.send_decided(claim)
    return claim


@transaction.atomic
def withdraw(claim: ProfileClaim, *, by: User | None, now: datetime.datetime | None = None) -> ProfileClaim:
    """Take a claim back. Side effects: item closed, the profile is free again."""
    profile = _locked_profile(claim)
    claim = _locked(claim)
    _decide(claim, State.WITHDRAWN, by=by, now=now or timezone.now())
    _settle(profile)
    return claim


def withdraw_abandoned(now: datetime.datetime | None = None) -> int:
    """Withdraw claims whose code nobody has typed in for days after it ran out. Returns how many."""
    now = now or timezone.now()
    limit = now - datetime.timedelta(days=settings.INVITATION_DAYS)
    claims = ProfileClaim.objects.filter(state=State.REQUESTED, code_expires_at__lt=limit).exclude(code_hash="")
    number = 0
    for claim in claims:
        try:
            withdraw(claim, by=None, now=now)
            number += 1
        except ValidationError:
            # Decided or withdrawn a moment ago.
            continue
    return number


def _decide(claim: ProfileClaim, state: str, *, by: User | None, now: datetime.datetime) -> None:
    claim.state, claim.decided_by, claim.decided_at, claim.code_hash = state, by, now, ""
    claim.save()
    outcome = str(State(state).label) if not claim.comment else f"{State(state).label}: {claim.comment}"
    close_items(InboxItem.Kind.CLAIM, subject_model="networks.profileclaim", subject_id=claim.pk, by=by, outcome=outcome)


def _locked(claim: ProfileClaim) -> ProfileClaim:
    claim = ProfileClaim.objects.select_for_update(of=("self",)).select_related("organisation", "advisor", "user").get(pk=claim.pk)
    if claim.state != State.REQUESTED:
        raise ValidationError(_("Über diesen Antrag ist schon entschieden."))
    return claim


def _locked_profile(claim: ProfileClaim) -> Profile:
    """Lock the profile, always before the claim: two decisions wait for one another."""
    model, key = (Organisation, claim.organisation_id) if claim.organisation_id else (Advisor, claim.advisor_id)
    return model.objects.select_for_update().get(pk=key)


def _set_state(profile: Profile, state: str) -> None:
    if profile.claim_state != state:
        profile.claim_state = state
        profile.save(update_fields=["claim_state", "changed_at"])


def _settle(profile: Profile) -> None:
    """After a claim has gone: a profile that only waited for it is free again."""
    if profile.claim_state == ClaimState.REQUESTED and not profile.claims.filter(state=State.REQUESTED).exists():
        before = profile.claims.filter(state=State.VERIFIED).exists()
        _set_state(profile, ClaimState.RELEASED if before else ClaimState.UNCLAIMED)
