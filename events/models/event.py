"""One event: what, when, where, in which languages, for how many."""

import datetime
import uuid
import zoneinfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.choices import OPEN_STATES, PUBLIC_STATES, Cost, Format, Kind, Reminder, State
from events.models.series import EventSeries
from networks.models import Organisation
from portal.models import Region
from portal.vocabulary import Audience, LanguageMode, Sphere

EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
LATEST = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
LONGEST = datetime.timedelta(days=14)


def default_reminders() -> list[str]:
    return [str(value) for value in Reminder.values]


def check_zone(value: str) -> None:
    """Refuse a time zone that the IANA database does not know."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Diese Zeitzone gibt es nicht."))


def attachment_name(instance: models.Model, filename: str) -> str:
    """Return where an attachment is kept; its shown name is a column."""
    return f"events/{uuid.uuid4().hex}.pdf"


class EventQuerySet(models.QuerySet):
    def public(self) -> "EventQuerySet":
        return self.filter(state__in=PUBLIC_STATES)

    def open(self) -> "EventQuerySet":
        """Events that will take place, as far as anybody knows."""
        return self.filter(state__in=OPEN_STATES)

    def ahead(self, now: datetime.datetime) -> "EventQuerySet":
        """Events that have not ended at this moment."""
        return self.filter(ends_at__gt=now)


class Event(models.Model):
    """One event. Times are stored in UTC and shown in its own zone; `sequence` counts what everybody's calendar must learn."""

    slug = models.SlugField(max_length=100, unique=True)
    # The UID of its calendar entry (RFC 5545): never changes.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(
        EventSeries, on_delete=models.SET_NULL, null=True, blank=True, related_name="occurrences", verbose_name=_("Reihe"), editable=False
    )
    # The day the rhythm gave it; stays when the event moves, so that the series never makes it a second time.
    occurrence_on = models.DateField(null=True, blank=True, editable=False)
    # Changed by itself: a change of "this and following" passes it over.
    is_detached = models.BooleanField(default=False, editable=False)
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    title = models.CharField(_("Titel"), max_length=120)
    summary = models.CharField(_("Kurz gesagt"), max_length=300, blank=True)
    programme = models.TextField(_("Programm"), max_length=3000, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="events", verbose_name=_("Region"))
    audiences = ArrayField(models.CharField(max_length=20, choices=Audience), verbose_name=_("Für wen"), default=list, blank=True)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    timezone = models.CharField(_("Zeitzone"), max_length=40, default="Europe/Berlin", validators=[check_zone])
    format = models.CharField(_("Wie"), max_length=8, choices=Format, default=Format.ON_SITE)
    venue = models.CharField(_("Haus oder Raum"), max_length=120, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    city = models.CharField(_("Ort"), max_length=80, blank=True)
    step_free = models.BooleanField(_("stufenlos"), null=True, blank=True)
    directions = models.TextField(_("So kommen Sie hin"), max_length=600, blank=True)
    # Shown to people who are registered, and to nobody else.
    online_url = models.URLField(_("Link zur Teilnahme"), max_length=500, blank=True)
    child_care = models.BooleanField(_("Kinderbetreuung"), null=True, blank=True)
    cost = models.CharField(_("Kosten"), max_length=4, choices=Cost, default=Cost.FREE)
    cost_note = models.CharField(_("Kosten genauer"), max_length=200, blank=True)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="organised_events", verbose_name=_("Veranstalter")
    )
    co_hosts = models.ManyToManyField(Organisation, verbose_name=_("weitere Veranstalter"), related_name="co_hosted_events", blank=True)
    contact_name = models.CharField(_("Ansprechperson"), max_length=80, blank=True)
    contact_email = models.EmailField(_("E-Mail für Fragen"), blank=True)
    contact_phone = models.CharField(_("Telefon für Fragen"), max_length=40, blank=True)
    # None: as many as come.
    capacity = models.PositiveIntegerField(_("Plätze"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5000)])
    tables = models.PositiveSmallIntegerField(_("Tische"), null=True, blank=True, validators=[MaxValueValidator(60)])
    rounds = models.PositiveSmallIntegerField(_("Runden"), null=True, blank=True, validators=[MaxValueValidator(20)])
    round_minutes = models.PositiveSmallIntegerField(_("Minuten je Runde"), null=True, blank=True, validators=[MaxValueValidator(180)])
    needs_registration = models.BooleanField(_("mit Anmeldung"), default=True)
    # A first name and one channel are enough; meant for information events for founders.
    first_name_only = models.BooleanField(_("Vorname genügt"), default=False)
    opens_at = models.DateTimeField(_("Anmeldung ab"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Anmeldung bis"), null=True, blank=True)
    ask_access = models.BooleanField(_("nach Hilfe vor Ort fragen"), default=True)
    ask_interpreter = models.BooleanField(_("nach Dolmetschen fragen"), default=True)
    ask_question = models.BooleanField(_("nach der drängendsten Frage fragen"), default=True)
    reminders = ArrayField(
        models.CharField(max_length=5, choices=Reminder), verbose_name=_("Erinnerungen"), default=default_reminders, blank=True
    )
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    # A draft of somebody who may not publish waits for the coordination since then.
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When it stood before it was moved last.
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("Grund der Absage"), max_length=300, blank=True)
    # SEQUENCE of the calendar entry (RFC 5545), and the revision of every mail about the event.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    minutes = models.TextField(_("Protokoll"), max_length=20000, blank=True)
    minuted_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Proof of funding: until then names of those who came stay.
    retain_until = models.DateField(_("Teilnahmeliste aufbewahren bis"), null=True, blank=True)
    # Numbers without persons, written before the persons are deleted.
    figures = models.JSONField(default=dict, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    is_example = models.BooleanField(default=False, editable=False)
    # Counted up by every save of the editor: the second of two writers is shown the difference.
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
        indexes = (models.Index(fields=("state", "starts_at"), name="event_state_start"),)
        constraints = (
            models.CheckConstraint(name="event_has_german_title", condition=~Q(title_de="") & Q(title_de__isnull=False)),
            models.CheckConstraint(name="event_known_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="event_known_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="event_known_format", condition=Q(format__in=Format.values)),
            models.CheckConstraint(name="event_known_cost", condition=Q(cost__in=Cost.values)),
            models.CheckConstraint(name="event_known_audiences", condition=Q(audiences__contained_by=Audience.values)),
            models.CheckConstraint(name="event_known_reminders", condition=Q(reminders__contained_by=Reminder.values)),
            models.CheckConstraint(
                name="event_ends_after_start",
                condition=Q(starts_at__lt=F("ends_at")) & Q(ends_at__lte=F("starts_at") + LONGEST),
                violation_error_message=_("Das Ende muss nach dem Beginn liegen, höchstens 14 Tage später."),
            ),
            models.CheckConstraint(
                name="event_bounded",
                condition=Q(starts_at__range=(EARLIEST, LATEST), ends_at__range=(EARLIEST, LATEST)),
                violation_error_message=_("Bitte prüfen Sie das Jahr."),
            ),
            models.CheckConstraint(
                name="event_window_in_order",
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                violation_error_message=_("Die Anmeldung endet, bevor sie beginnt."),
            ),
            *(
                models.CheckConstraint(
                    name=f"event_{field}_bounded",
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (EARLIEST, LATEST)}),
                    violation_error_message=_("Bitte prüfen Sie das Jahr."),
                )
                for field in ("opens_at", "closes_at")
            ),
            models.CheckConstraint(
                name="event_retain_bounded",
                condition=Q(retain_until__isnull=True) | Q(retain_until__range=(EARLIEST.date(), LATEST.date())),
                violation_error_message=_("Bitte prüfen Sie das Jahr."),
            ),
            models.CheckConstraint(name="event_postcode", condition=Q(postcode="") | Q(postcode__regex=r"^[0-9]{5}$")),
            models.CheckConstraint(name="event_capacity_positive", condition=Q(capacity__isnull=True) | Q(capacity__gte=1)),
            models.CheckConstraint(
                name="event_published_is_complete",
                condition=~Q(state__in=PUBLIC_STATES)
                | (
                    Q(summary_de__isnull=False, organiser__isnull=False)
                    & ~Q(summary_de="")
                    & (Q(format="online") | ~Q(city=""))
                    & (~Q(format="online") | ~Q(online_url="") | ~Q(contact_email="") | ~Q(contact_phone=""))
                ),
                violation_error_message=_("Zum Veröffentlichen fehlt noch etwas: Kurztext, Veranstalter oder Ort."),
            ),
            models.CheckConstraint(
                name="event_reason_if_cancelled",
                condition=~Q(state="cancelled") | (Q(cancel_reason_de__isnull=False) & ~Q(cancel_reason_de="")),
                violation_error_message=_("Bitte schreiben Sie, warum die Veranstaltung ausfällt."),
            ),
            models.UniqueConstraint(fields=("series", "occurrence_on"), name="event_once_per_occurrence"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.slug])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)

    @property
    def starts_local(self) -> datetime.datetime:
        """The start on the wall clock of the place."""
        return self.starts_at.astimezone(self.zone)

    @property
    def ends_local(self) -> datetime.datetime:
        return self.ends_at.astimezone(self.zone)

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def is_open(self) -> bool:
        """Whether it will take place, as far as anybody knows."""
        return self.state in OPEN_STATES

    @property
    def is_on_site(self) -> bool:
        return self.format in (Format.ON_SITE, Format.HYBRID)

    @property
    def is_online(self) -> bool:
        return self.format in (Format.ONLINE, Format.HYBRID)

    @property
    def address_lines(self) -> list[str]:
        """The address as it stands on an envelope, one part an entry; empty for an event without a place."""
        if not self.is_on_site:
            return []
        return [part for part in (self.venue, self.street, f"{self.postcode} {self.city}".strip()) if part]

    def registration_opens(self, now: datetime.datetime) -> bool:
        """Whether the registration has not begun yet."""
        return self.opens_at is not None and now < self.opens_at

    def accepts_registrations(self, now: datetime.datetime) -> bool:
        """Whether people can register at this moment; whether there is a place is another question."""
        return (
            self.needs_registration
            and self.is_open
            and not self.registration_opens(now)
            and now < min(self.starts_at, self.closes_at or self.starts_at)
        )


class EventLanguage(models.Model):
    """A language of an event: spoken there, or interpreted."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(_("Sprache (ISO 639-1)"), max_length=3)
    mode = models.CharField(_("Wie"), max_length=12, choices=LanguageMode, default=LanguageMode.SPOKEN)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Sprache der Veranstaltung")
        verbose_name_plural = _("Sprachen der Veranstaltung")
        constraints = (
            models.UniqueConstraint(fields=("event", "code"), name="eventlanguage_once"),
            models.CheckConstraint(name="eventlanguage_code", condition=Q(code__regex=r"^[a-z]{2,3}$")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.mode}"


class EventQuota(models.Model):
    """At most so many people of one sphere; whoever names no sphere counts for the capacity only."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="quotas")
    sphere = models.CharField(_("Bereich"), max_length=20, choices=Sphere)
    places = models.PositiveIntegerField(_("höchstens"), validators=[MaxValueValidator(5000)])

    class Meta:
        ordering = ("sphere",)
        verbose_name = _("Kontingent")
        verbose_name_plural = _("Kontingente")
        constraints = (models.UniqueConstraint(fields=("event", "sphere"), name="eventquota_once"),)

    def __str__(self) -> str:
        return f"{self.sphere} {self.places}"


class EventAttachment(models.Model):
    """A PDF to download: an agenda, a leaflet."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(_("Name"), max_length=120)
    file = models.FileField(_("Datei (PDF)"), upload_to=attachment_name)
    size = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("Anlage")
        verbose_name_plural = _("Anlagen")

    def __str__(self) -> str:
        return self.name
