"""Award calls: saved, published, applied for, judged, announced. Laureates become drafts of stories."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Avg, Count, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from portal.content import touch
from portal.languages import SOURCE
from portal.slugs import RESERVED
from stories import award_mails
from stories.models import AwardApplication, AwardCall, AwardCategory, Consent, JuryNote, Story
from stories.models.choices import Industry
from translations.following import follow, texts_before
from translations.texts import forget as forget_texts

State = AwardCall.State
PUBLIC = (State.PUBLISHED, State.ANNOUNCED)
LONGEST_SLUG = 80
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Given:
    """What the editor sends: columns of the call, its categories as columns with their `id`, and whether the change is minor."""

    columns: dict[str, Any]
    categories: list[dict[str, Any]]
    version: int
    minor: bool = False


def _free_slug(model: type, title: str, otherwise: str) -> str:
    base = slugify(title.lower().translate(_GERMAN))[:LONGEST_SLUG].strip("-") or otherwise
    taken = {*RESERVED, *model.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for number in range(1, len(taken) + 2) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


@transaction.atomic
def save_call(call: AwardCall, given: Given, *, by: User) -> AwardCall:
    """Save a call with its categories. Raises ValidationError when somebody else has saved meanwhile, or a category is in use."""
    if call.pk:
        call = AwardCall.objects.select_for_update().get(pk=call.pk)
        if call.version != given.version:
            raise ValidationError(_("Jemand anderes hat gerade gespeichert. Bitte laden Sie die Seite neu."))
    else:
        call.created_by = by
        call.slug = _free_slug(AwardCall, given.columns["title_de"], "preis")
    former = texts_before(call)
    for name, value in given.columns.items():
        setattr(call, name, value)
    call.version += 1
    call.save()
    follow(call, former, minor=given.minor)
    _save_categories(call, given)
    return call


def _save_categories(call: AwardCall, given: Given) -> None:
    present = {category.pk: category for category in call.categories.all()}
    kept = set()
    for position, columns in enumerate(given.categories):
        category = present.get(columns.get("id")) or AwardCategory(call=call)
        former = texts_before(category)
        for name, value in columns.items():
            if name != "id":
                setattr(category, name, value)
        category.position = position
        category.save()
        follow(category, former, minor=given.minor)
        kept.add(category.pk)
    for pk, category in present.items():
        if pk not in kept:
            if category.applications.exists():
                raise ValidationError(_("In einer Kategorie liegen schon Bewerbungen. Sie kann nicht gelöscht werden."))
            forget_texts(category)
            category.delete()


@transaction.atomic
def publish(call: AwardCall) -> AwardCall:
    """Show the call to everybody. Raises ValidationError for one without a category."""
    call = AwardCall.objects.select_for_update().get(pk=call.pk)
    if not call.categories.exists():
        raise ValidationError(_("Bitte nennen Sie mindestens eine Kategorie."))
    if call.state == State.DRAFT:
        _move(call, State.PUBLISHED)
    return call


@transaction.atomic
def announce(call: AwardCall, *, today: datetime.date) -> AwardCall:
    """Show the laureates. Raises ValidationError while people may still apply, and without a laureate."""
    call = AwardCall.objects.select_for_update().get(pk=call.pk)
    if call.state == State.DRAFT or today <= call.closes_on:
        raise ValidationError(_("Bis zum Ende der Frist können sich Menschen bewerben. Danach können Sie die Preise verkünden."))
    if not call.applications.filter(is_laureate=True).exists():
        raise ValidationError(_("Bitte wählen Sie zuerst aus, wer einen Preis bekommt."))
    if call.state == State.PUBLISHED:
        _move(call, State.ANNOUNCED)
    return call


def _move(call: AwardCall, state: str) -> None:
    call.state = state
    call.version += 1
    call.save(update_fields=["state", "version", "changed_at"])


@transaction.atomic
def apply(call: AwardCall, *, given: dict[str, Any], now: datetime.datetime, today: datetime.date) -> AwardApplication | None:
    """Keep an application and confirm it by mail. The same address in the same category stores nothing, hears so by mail, returns None.

    Raises ValidationError when the call is closed.
    """
    call = AwardCall.objects.get(pk=call.pk)
    if not call.is_open(today):
        raise ValidationError(_("Die Bewerbung ist geschlossen."))
    application = AwardApplication(call=call, created_at=now, **given | {"email": given["email"].lower()})
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        known = AwardApplication.objects.filter(call=call, category=application.category, email=application.email).first()
        if known is not None:
            award_mails.send_again(known, now=now)
        return None
    award_mails.send_applied(application)
    return application


def with_points(call: AwardCall) -> QuerySet[AwardApplication]:
    """Return the applications of a call with what the jury thinks of them, by category."""
    found = call.applications.select_related("category").annotate(points=Avg("notes__points"), notes_number=Count("notes"))
    return found.order_by("category__position", "category_id", "created_at", "pk")


def write_note(application: AwardApplication, *, by: User, points: int | None, text: str) -> JuryNote:
    """Keep what somebody thinks of an application, one note a person."""
    note, _created = JuryNote.objects.update_or_create(application=application, by=by, defaults={"points": points, "text": text})
    return note


@transaction.atomic
def choose(application: AwardApplication, *, field: str, value: bool) -> AwardApplication:
    """Take an application into the shortlist or among the laureates, or out again. Raises ValidationError after the announcement."""
    call = AwardCall.objects.select_for_update().get(pk=application.call_id)
    if call.state == State.ANNOUNCED and field == "is_laureate":
        raise ValidationError(_("Die Preise sind schon verkündet."))
    application = AwardApplication.objects.select_for_update().get(pk=application.pk)
    setattr(application, field, value)
    application.save(update_fields=[field])
    return application


@transaction.atomic
def make_story(application: AwardApplication, *, by: User) -> Story:
    """Make a draft of a story from a laureate; the one that is there already is returned. Raises ValidationError for anybody else."""
    application = AwardApplication.objects.select_for_update().select_related("call").get(pk=application.pk)
    if not application.is_laureate:
        raise ValidationError(_("Nur aus einem Preis wird eine Geschichte."))
    if made := application.stories.order_by("pk").first():
        return made
    name = application.firm or application.name
    story = Story(
        slug=_free_slug(Story, name, "geschichte"),
        person_name=application.name,
        firm_name=application.firm,
        region_id=application.call.region_id,
        # Nobody asked; the editor does.
        industry=Industry.SERVICES,
        languages=[application.language],
        title_de=name,
        award=application,
        created_by=by,
    )
    former = texts_before(story)
    setattr(story, f"text_{application.language}", application.text)
    story.save()
    follow(story, former)
    Consent.objects.create(story=story, email=application.email, language=application.language, languages=[SOURCE])
    return story


@transaction.atomic
def delete_application(application: AwardApplication) -> None:
    """Delete an application for good, with what the jury wrote and the address of its mails."""
    award_mails.forget([application.pk])
    application.delete()
    # The page of the call may have named this person.
    touch()


@transaction.atomic
def forget_applications(*, today: datetime.date) -> int:
    """Delete the applications of calls that ended AWARD_KEEP_DAYS ago. Returns how many."""
    until = today - datetime.timedelta(days=settings.AWARD_KEEP_DAYS)
    ids = list(AwardApplication.objects.filter(call__closes_on__lt=until).values_list("pk", flat=True))
    award_mails.forget(ids)
    if ids:
        AwardApplication.objects.filter(pk__in=ids).delete()
        touch()
    return len(ids)


def laureates_of(call: AwardCall) -> list[tuple[str, str]]:
    """Return category and name of everybody who won and may be named."""
    won = call.applications.filter(is_laureate=True, may_be_named=True).select_related("category").order_by("category__position", "pk")
    return [(one.category.name, f"{one.name}, {one.firm}" if one.firm else one.name) for one in won]
