"""Saving organisations and profiles: one transaction, the second of two writers is told, texts and search rows stay true.

`after_rename` holds what other apps must do when an organisation is called differently: they add a function in their AppConfig.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import coordinates_any, is_operator
from accounts.models import User
from networks import further_regions, search_rows, sheets
from networks.access import coordinates_organisation, edits
from networks.inbox import nearest_region, open_item, owner_for
from networks.invitations import take_membership
from networks.models import Advisor, ClaimState, FormerAddress, InboxItem, Membership, Organisation, Responsibility, Visibility
from networks.sheets import Sheet
from networks.writing import Profile, free_slug, slug_of, write_rows
from portal import history_view, pictures
from portal.checking import check_row
from portal.diff import Change
from translations.following import follow, texts_before

after_rename: list[Callable[[Organisation], None]] = []
_NAMES = ("name", "short_name", "aliases", "formerly")


class Stale(Exception):
    """Somebody else has saved since the form was opened. `changes` are what is stored now against what was to be saved."""

    def __init__(self, changes: list[Change], version: int) -> None:
        super().__init__("stale")
        self.changes, self.version = changes, version


@transaction.atomic
def save_organisation(
    organisation: Organisation,
    sheet: Sheet,
    *,
    by: User,
    base: int,
    minor: bool = False,
    logo: ContentFile | None = None,
    drop_logo: bool = False,
) -> Organisation:
    """Save what an editor has typed. Side effects: former names and addresses, states of translations, search rows of it and its offers.

    Raises Stale when `base` is not the stored version and something would be lost; ValidationError when a rule is broken.
    """
    if organisation.pk is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('networks.new_organisation'))")
        if twin := _same_again(Organisation.objects.filter(name=sheet.columns["name"]), sheet):
            return twin
    organisation = _locked(organisation)
    if _already_saved(organisation, sheet, base, picture=bool(logo or drop_logo)):
        return organisation
    _check_regions(organisation, sheet.links.get("regions", []), by)
    before = {name: getattr(organisation, name) for name in (*_NAMES, "slug")}
    texts = texts_before(organisation)
    _fill(organisation, sheet)
    organisation.slug = free_slug(organisation, organisation.slug or slug_of(organisation.name))
    if organisation.pk and not minor and before["name"] != organisation.name and before["name"] not in organisation.formerly:
        organisation.formerly = [*organisation.formerly, before["name"]]
    if logo or drop_logo:
        pictures.replace(organisation.logo, logo)
    organisation.edited_here = True
    if organisation.pk and edits(by, organisation):
        _confirmed(organisation)
    _store(organisation, sheet, by, before["slug"], minor=minor)
    follow(organisation, texts, minor=minor)
    search_rows.refresh_organisation(organisation)
    if any(before[name] != getattr(organisation, name) for name in _NAMES):
        for react in after_rename:
            react(organisation)
    return organisation


@transaction.atomic
def save_advisor(
    advisor: Advisor,
    sheet: Sheet,
    *,
    by: User,
    base: int,
    minor: bool = False,
    photo: ContentFile | None = None,
    consent: bool = False,
) -> Advisor:
    """Save a profile. Without `consent` the photo is deleted; with it the day of consent is kept. Side effects and errors as above.

    A new one without an account stays unclaimed: the coordination has written it down for somebody.
    """
    if advisor.pk is None:
        # Two clicks must not make two profiles.
        User.objects.select_for_update().get(pk=by.pk)
        if advisor.user_id:
            advisor = Advisor.objects.filter(user=advisor.user_id).first() or advisor
        elif twin := _same_again(Advisor.objects.filter(display_name=sheet.columns["display_name"], user=None), sheet):
            return twin
    advisor = _locked(advisor)
    if _already_saved(advisor, sheet, base, picture=bool(photo) or (bool(advisor.photo) and not consent)):
        return advisor
    if photo and not consent:
        raise ValidationError({"photo_consent": _("Ein Foto zeigen wir nur, wenn die Person einverstanden ist.")})
    before = advisor.slug
    texts = texts_before(advisor)
    _fill(advisor, sheet)
    advisor.slug = free_slug(advisor, advisor.slug or slug_of(advisor.display_name))
    _set_photo(advisor, photo, consent)
    if advisor.user_id == by.pk:
        _confirmed(advisor)
    _store(advisor, sheet, by, before, minor=minor)
    follow(advisor, texts, minor=minor)
    search_rows.refresh_advisor(advisor)
    return advisor


@transaction.atomic
def restore(profile: Profile, *, event_id: int, by: User) -> Profile:
    """Bring back the texts and facts of one kept version; the history goes on. Places, people and pictures stay as they are.

    Raises the event model's DoesNotExist for a version of something else, ValidationError when it fits no longer.
    """
    event = history_view.find(type(profile), profile.pk, event_id)
    profile = _locked(profile)
    texts = texts_before(profile)
    before = [getattr(profile, name, None) for name in _NAMES]
    # Who has hidden a profile since is not shown again by somebody who only wants an old text back.
    kept = ("slug", "state", "claim_state", "confirmed_on", "user", "visibility", "mail_domain", "source", "licence")
    history_view.restore(profile, event, keep=kept)
    if isinstance(profile, Organisation):
        profile.edited_here = True
    profile.version += 1
    check_row(profile)
    profile.save()
    follow(profile, texts, restoring=True)
    _refresh(profile)
    if isinstance(profile, Organisation) and before != [getattr(profile, name) for name in _NAMES]:
        for react in after_rename:
            react(profile)
    return profile


@transaction.atomic
def confirm(profile: Profile) -> Profile:
    """Say that a profile is still right. Side effect: one that had not been confirmed for long counts as kept again."""
    profile = _locked(profile)
    _confirmed(profile)
    profile.save(update_fields=["confirmed_on", "claim_state", "changed_at"])
    return profile


@transaction.atomic
def release_advisor(advisor: Advisor, *, by: User) -> Advisor:
    """Let somebody go who leaves. Where another organisation keeps her, only the place here ends; else the profile is released.

    Side effects: memberships end (logged), responsibilities go to the deputy or into the inbox; a released profile is hidden from
    everybody, loses its account and its photo, and stands in for nobody.
    """
    advisor = Advisor.objects.select_for_update().get(pk=advisor.pk)
    leaving = left_by(advisor, by=by)
    _end_memberships(advisor, leaving, by)
    if kept_after(advisor, by=by):
        advisor.organisations.remove(*leaving)
        search_rows.refresh_advisor(advisor)
        return advisor
    return let_go(advisor)


def let_go(advisor: Advisor) -> Advisor:
    """Release the profile of somebody who keeps no organisation; it is locked already. See `release_advisor`."""
    hand_over(advisor)
    for other in Advisor.objects.filter(deputy=advisor):
        other.deputy_id = advisor.deputy_id if advisor.deputy_id != other.pk else None
        other.save()
    if advisor.photo:
        pictures.replace(advisor.photo, None)
    advisor.photo_consent_at = None
    advisor.user = None
    advisor.claim_state = ClaimState.RELEASED
    advisor.visibility = Visibility.HIDDEN
    advisor.version += 1
    advisor.save()
    search_rows.refresh_advisor(advisor)
    return advisor


def left_by(advisor: Advisor, *, by: User) -> list[Organisation]:
    """Return the organisations she leaves when this account releases her: those it speaks for."""
    if is_operator(by):
        return list(advisor.organisations.all())
    spoken_for = [body for body in advisor.organisations.all() if edits(by, body) or coordinates_organisation(by, body)]
    # Who coordinates her by her own regions only speaks for the profile as a whole.
    return spoken_for or list(advisor.organisations.all())


def kept_after(advisor: Advisor, *, by: User) -> list[Organisation]:
    """Return the organisations she stays with when this account releases her."""
    leaving = left_by(advisor, by=by)
    return [body for body in advisor.organisations.all() if body not in leaving]


def stand_in(advisor: Advisor) -> Advisor | None:
    """Return the deputy who can take over: not released herself and not archived."""
    deputy = advisor.deputy
    if deputy is None or deputy.claim_state == ClaimState.RELEASED or deputy.state != Advisor.State.ACTIVE:
        return None
    return deputy


def _end_memberships(advisor: Advisor, bodies: list[Organisation], by: User) -> None:
    if advisor.user is None:
        return
    ending = (
        Membership.objects.filter(user=advisor.user, organisation__in=bodies).select_related("organisation").order_by("organisation_id")
    )
    if advisor.user_id == by.pk:
        # She releases her own profile: she may go on looking after the organisation.
        ending = ending.filter(role=Membership.Role.ADVISOR)
    for membership in ending:
        take_membership(membership, by=by)


def hand_over(advisor: Advisor, *, named: bool = True) -> None:
    """Give what she is responsible for to her deputy; without one it waits in the inbox. Hers has ended.

    Without `named` nothing that stays says whose it was.
    """
    duties = list(advisor.responsibilities.exclude(state=Responsibility.State.EXPIRED))
    deputy = stand_in(advisor)
    for duty in duties:
        if deputy is not None:
            _take_over(duty, deputy, advisor.display_name if named else "")
        duty.state = Responsibility.State.EXPIRED
        duty.save()
    if deputy is not None:
        search_rows.refresh_advisor(deputy)
    elif duties:
        regions = [duty.region_id for duty in duties]
        open_item(
            InboxItem.Kind.HANDOVER,
            subject=advisor.display_name if named else str(InboxItem.Kind.HANDOVER.label),
            subject_model="networks.advisor",
            subject_id=advisor.pk,
            text="\n".join(f"{duty.topic.name} · {duty.region.name} · {duty.get_role_display()}" for duty in duties),
            region=nearest_region(regions),
            owner=owner_for(regions=regions),
        )


def _take_over(duty: Responsibility, deputy: Advisor, before: str) -> None:
    same = {name: getattr(duty, name) for name in ("topic_id", "phase", "region_id", "audience")}
    row = deputy.responsibilities.filter(**same).first() or Responsibility(advisor=deputy, role=duty.role, **same)
    if row.pk and row.state != Responsibility.State.EXPIRED:
        # Hers already: the stronger of the two roles stays.
        row.role = Responsibility.Role.LEAD if Responsibility.Role.LEAD in (row.role, duty.role) else row.role
    else:
        row.state, row.role, row.origin = duty.state, duty.role, Responsibility.Origin.HANDOVER
        row.origin_text = before
        row.valid_from, row.valid_until = duty.valid_from, duty.valid_until
    row.save()


def _locked(profile: Profile) -> Any:
    return type(profile).objects.select_for_update().get(pk=profile.pk) if profile.pk else profile


def _already_saved(profile: Profile, sheet: Sheet, base: int, *, picture: bool) -> bool:
    """Whether exactly this stands there already: the same form sent twice. Raises Stale when something else does."""
    if profile.version == base:
        return False
    shape = sheets.shape_of(profile)
    if changes := sheets.differences(shape, sheets.read(profile), sheet):
        raise Stale(changes, profile.version)
    return not picture


def _same_again(alike: models.QuerySet, sheet: Sheet) -> Any:
    """Return the one of these that a first click has just made of the same form, or None."""
    hers = Sheet({name: value for name, value in sheet.columns.items() if name != "slug"}, sheet.links, sheet.parts)
    for other in alike.filter(version=1):
        if not sheets.differences(sheets.shape_of(other), sheets.read(other), hers):
            return other
    return None


def _check_regions(organisation: Organisation, keys: list[str], by: User) -> None:
    """Nobody moves something to where she does not coordinate; an editor may name what lies in the regions that are there."""
    if is_operator(by) or coordinates_any(by, keys):
        return
    if not organisation.pk or not edits(by, organisation):
        raise ValidationError({"regions": _("Bitte bleiben Sie bei den Regionen, die Sie koordinieren.")})
    further_regions.check(organisation, keys)


def _fill(profile: Profile, sheet: Sheet) -> None:
    for name, value in sheet.columns.items():
        setattr(profile, name, value)


def _confirmed(profile: Profile) -> None:
    profile.confirmed_on = timezone.localdate()
    if profile.claim_state == ClaimState.STALE:
        profile.claim_state = ClaimState.VERIFIED


def _set_photo(advisor: Advisor, photo: ContentFile | None, consent: bool) -> None:
    if photo or (advisor.photo and not consent):
        pictures.replace(advisor.photo, photo)
    if not advisor.photo:
        advisor.photo_consent_at = None
    elif advisor.photo_consent_at is None or photo:
        advisor.photo_consent_at = timezone.now()


def _store(profile: Profile, sheet: Sheet, by: User, old_slug: str, *, minor: bool) -> None:
    """Write the row with a new version, its links and its parts, and remember an address that moved."""
    own = by.pk == profile.user_id if isinstance(profile, Advisor) else bool(profile.pk) and edits(by, profile)
    profile.version += 1
    check_row(profile)
    profile.save()
    for link, keys in sheet.links.items():
        getattr(profile, link).set(keys)
    for name, rows in sheet.parts.items():
        write_rows(sheets.shape_of(profile).parts[name], profile, rows, own, minor=minor)
    owner = {"organisation": profile} if isinstance(profile, Organisation) else {"advisor": profile}
    FormerAddress.objects.filter(slug=profile.slug, **owner).delete()
    if old_slug and old_slug != profile.slug:
        FormerAddress.objects.get_or_create(slug=old_slug, **owner)


def _refresh(profile: Profile) -> None:
    if isinstance(profile, Organisation):
        search_rows.refresh_organisation(profile)
    else:
        search_rows.refresh_advisor(profile)


def colleagues_of(advisor: Advisor, organisations: list[int]) -> models.QuerySet[Advisor]:
    """Advisors of the same organisations who may stand in for somebody."""
    people = Advisor.objects.in_network().filter(organisations__in=organisations).exclude(pk=advisor.pk)
    return people.exclude(claim_state=ClaimState.RELEASED).distinct()


def memberships_of(user: User) -> list[int]:
    """Return the ids of the organisations an account belongs to."""
    return list(Membership.objects.filter(user=user).values_list("organisation_id", flat=True).distinct())


def edited_by(user: User) -> set[int]:
    """Return the ids of the organisations an account edits."""
    return set(Membership.objects.filter(user=user, role=Membership.Role.EDITOR).values_list("organisation_id", flat=True))


def coordinates_row(user: User, advisor: Advisor) -> bool:
    """Whether the account coordinates a profile, asked of rows that were fetched with their regions."""
    bodies = advisor.organisations.all()
    if is_operator(user) or any(coordinates_any(user, [region.pk for region in body.regions.all()]) for body in bodies):
        return True
    return coordinates_any(user, [region.pk for region in advisor.regions.all()])
