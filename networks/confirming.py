"""Once a year: is this profile still right? A link in a mail answers without an account; without an answer the profile says so."""

import datetime
from functools import partial

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from networks.access import editors_of
from networks.models import Advisor, ClaimState, Organisation
from portal import mail
from portal.models import OutgoingMail
from portal.periodic import each

KIND = "networks.confirm_profile"
SALT = "networks.confirm_profile"
Profile = Organisation | Advisor
MODELS: dict[str, type[Organisation] | type[Advisor]] = {"organisation": Organisation, "advisor": Advisor}


def name_of(profile: Profile) -> str:
    return "organisation" if isinstance(profile, Organisation) else "advisor"


def round_of(profile: Profile) -> str:
    """Return what a question is about: the day of the last answer. An answer makes every older link idle."""
    return profile.confirmed_on.isoformat() if profile.confirmed_on else "never"


def token_for(profile: Profile) -> str:
    return signing.dumps([name_of(profile), profile.pk, round_of(profile)], salt=SALT)


def profile_for(token: str) -> tuple[Profile, bool] | None:
    """Return the profile of a link and whether its question is still open; None for a link that is not ours or of something gone."""
    try:
        kind, pk, asked = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    profile = MODELS[kind].objects.filter(pk=pk, state="active").exclude(claim_state=ClaimState.RELEASED).first()
    return (profile, round_of(profile) == asked) if profile else None


def link(profile: Profile, language: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse("confirm_profile:still_right", args=[token_for(profile)])


def ask_to_confirm(*, today: datetime.date) -> int:
    """Ask for every kept profile that was last confirmed a year ago; label those that were asked long ago and never answered.

    Returns how many messages were stored. Safe to run twice or late: the same question goes out once, and the waiting time counts from
    the day of the question.
    """
    stored = 0
    limit = today - datetime.timedelta(days=settings.CONFIRM_PROFILE_DAYS)
    for model in (Organisation, Advisor):
        due = model.objects.filter(
            Q(confirmed_on__lte=limit) | Q(confirmed_on__isnull=True), state="active", claim_state=ClaimState.VERIFIED
        )
        stored += each(due.order_by("pk").values_list("pk", flat=True), partial(_ask, model, limit=limit, today=today))
    return stored


@transaction.atomic
def _ask(model: type[Organisation] | type[Advisor], pk: int, *, limit: datetime.date, today: datetime.date) -> int:
    profile = model.objects.select_for_update().get(pk=pk)
    if profile.claim_state != ClaimState.VERIFIED or (profile.confirmed_on and profile.confirmed_on > limit):
        return 0
    prefix = f"{KIND}:{name_of(profile)}:{pk}:{round_of(profile)}:"
    asked = (
        OutgoingMail.objects.filter(kind=KIND, dedupe_key__startswith=prefix).order_by("due_at").values_list("due_at", flat=True).first()
    )
    if asked:
        if timezone.localdate(asked) <= today - datetime.timedelta(days=settings.CONFIRM_PROFILE_GRACE_DAYS):
            profile.claim_state = ClaimState.STALE
            profile.save(update_fields=["claim_state", "changed_at"])
        return 0
    now = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    return sum(
        mail.enqueue(
            KIND,
            recipient=user.email,
            language=user.language,
            dedupe_key=f"{prefix}{user.pk}",
            label=str(profile),
            subject_id=profile.pk,
            payload={"model": name_of(profile), "round": round_of(profile)},
            due_at=now,
        )
        is not None
        for user in people_of(profile)
    )


def people_of(profile: Profile) -> list[User]:
    """Return the accounts that keep a profile."""
    if isinstance(profile, Organisation):
        return editors_of(profile)
    return [profile.user] if profile.user and profile.user.is_active else []


def asked_profile(row: OutgoingMail) -> Profile | None:
    """Return the profile a stored question is about, None when it has been answered or is gone."""
    model = MODELS[row.payload["model"]]
    profile = model.objects.filter(pk=row.subject_id, state="active").exclude(claim_state=ClaimState.RELEASED).first()
    return profile if profile and round_of(profile) == row.payload["round"] else None
