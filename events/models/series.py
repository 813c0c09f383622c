"""Series of events: a rhythm, the people who are responsible for it, and the organisations that take turns as hosts."""

import datetime

from dateutil.rrule import rrulestr
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.choices import Kind
from networks.models import Organisation
from portal.models import Region

EARLIEST = datetime.date(2000, 1, 1)
LATEST = datetime.date(2100, 1, 1)


def check_rhythm(value: str) -> None:
    """Refuse an RRULE (RFC 5545) that dateutil cannot read, or that repeats more often than daily."""
    try:
        rule = rrulestr(value, dtstart=datetime.datetime(2026, 1, 1))  # noqa: DTZ001 - wall-clock time, the zone comes with the event
        fine = value.upper().startswith("FREQ=") and rule._freq <= 3
    except (ValueError, TypeError, AttributeError):
        fine = False
    if not fine:
        raise ValidationError(_("Diesen Rhythmus versteht der Kalender nicht."))


class EventSeries(models.Model):
    """Meetings that come again. Its events are real rows, made ahead and editable one by one."""

    slug = models.SlugField(max_length=80, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="event_series", verbose_name=_("Region"))
    kind = models.CharField(_("Art"), max_length=12, choices=Kind, default=Kind.NETWORKING)
    title = models.CharField(_("Titel"), max_length=120)
    goal = models.TextField(_("Ziel der Reihe"), max_length=600, blank=True)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="event_series", verbose_name=_("Veranstalter")
    )
    # RFC 5545 without DTSTART, e.g. "FREQ=MONTHLY;BYDAY=2TU"; empty: dates are added by hand.
    rrule = models.CharField(_("Rhythmus"), max_length=200, blank=True, validators=[check_rhythm])
    exceptions = ArrayField(models.DateField(), verbose_name=_("Ausnahmen"), default=list, blank=True)
    starts_on = models.DateField(_("erster Termin"))
    ends_on = models.DateField(_("letzter Termin"), null=True, blank=True)
    start_time = models.TimeField(_("Beginn"))
    minutes = models.PositiveSmallIntegerField(
        _("Dauer in Minuten"), default=120, validators=[MinValueValidator(15), MaxValueValidator(1440)]
    )
    # What a new date of the series starts with: the same mapping as an EventTemplate's.
    values = models.JSONField(default=dict, blank=True, editable=False)
    is_active = models.BooleanField(_("läuft"), default=True)
    is_example = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("slug",)
        verbose_name = _("Veranstaltungsreihe")
        verbose_name_plural = _("Veranstaltungsreihen")
        constraints = (
            models.CheckConstraint(name="eventseries_has_german_title", condition=~Q(title_de="") & Q(title_de__isnull=False)),
            models.CheckConstraint(name="eventseries_known_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="eventseries_bounded",
                condition=Q(starts_on__range=(EARLIEST, LATEST)) & (Q(ends_on__isnull=True) | Q(ends_on__range=(F("starts_on"), LATEST))),
                violation_error_message=_("Bitte prüfen Sie das Jahr und die Reihenfolge der Tage."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class SeriesTerm(models.Model):
    """Who answers for a series, from when to when: a named person, with an account or without."""

    class Role(models.TextChoices):
        LEAD = "lead", pgettext_lazy("series", "Koordination")
        DEPUTY = "deputy", _("Vertretung")

    series = models.ForeignKey(EventSeries, on_delete=models.CASCADE, related_name="terms")
    role = models.CharField(_("Rolle"), max_length=6, choices=Role)
    name = models.CharField(_("Name"), max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="series_terms", verbose_name=_("Konto")
    )
    since = models.DateField(_("von"), null=True, blank=True)
    until = models.DateField(_("bis"), null=True, blank=True)

    class Meta:
        ordering = ("role", "since", "pk")
        verbose_name = _("Amtszeit")
        verbose_name_plural = _("Amtszeiten")
        constraints = (
            models.CheckConstraint(
                name="seriesterm_dates_in_order",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")),
                violation_error_message=_("„Bis“ liegt vor „von“."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.name}"

    def holds_on(self, day: datetime.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class SeriesHost(models.Model):
    """One turn of the rota: the n-th date of a series is at the n-th host's, then from the beginning."""

    series = models.ForeignKey(EventSeries, on_delete=models.CASCADE, related_name="hosts")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", verbose_name=_("Gastgeber"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"))

    class Meta:
        ordering = ("position",)
        verbose_name = _("Gastgeber")
        verbose_name_plural = _("Gastgeber")
        constraints = (
            models.UniqueConstraint(fields=("series", "position"), name="serieshost_position_once", deferrable=models.Deferrable.DEFERRED),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.organisation_id}"


class EventTemplate(models.Model):
    """What a new event can start with, e.g. "three tables, three rounds, 20 minutes". `values` maps event fields to plain values."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    # None: for every region.
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Region"))
    values = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ("code",)
        verbose_name = _("Vorlage")
        verbose_name_plural = _("Vorlagen")
        constraints = (models.CheckConstraint(name="eventtemplate_has_german_name", condition=~Q(name_de="") & Q(name_de__isnull=False)),)

    def __str__(self) -> str:
        return self.name
