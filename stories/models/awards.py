"""Award calls: what is looked for, who applies, what the jury notes. Laureates become stories."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.languages import LANGUAGES, SOURCE
from portal.models import Region

EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)


class AwardCall(models.Model):
    """A call for an award in a region. It is open from `opens_on` to `closes_on` (both days count) once it is published."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("award", "Entwurf")
        PUBLISHED = "published", pgettext_lazy("award", "veröffentlicht")
        ANNOUNCED = "announced", pgettext_lazy("award", "Preise verkündet")

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(_("Titel"), max_length=120)
    summary = models.CharField(_("Kurz gesagt"), max_length=300, blank=True)
    text = models.TextField(_("Worum es geht"), max_length=3000, blank=True)
    criteria = models.TextField(_("Wonach die Jury entscheidet"), max_length=2000, blank=True)
    who_may = models.TextField(_("Wer mitmachen kann"), max_length=1000, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="award_calls", verbose_name=_("Region"))
    opens_on = models.DateField(_("Bewerbung ab"))
    closes_on = models.DateField(_("Bewerbung bis"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-closes_on", "-pk")
        verbose_name = _("Preisausschreiben")
        verbose_name_plural = _("Preisausschreiben")
        constraints = (
            models.CheckConstraint(name="awardcall_has_german_title", condition=~Q(title_de="") & Q(title_de__isnull=False)),
            models.CheckConstraint(
                name="awardcall_days_in_order",
                condition=Q(opens_on__gte=EARLIEST, closes_on__lte=LATEST, opens_on__lte=F("closes_on")),
                violation_error_message=_("Das Ende liegt vor dem Anfang."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("awards:detail", args=[self.slug])

    @property
    def is_readable(self) -> bool:
        """Whether everybody may read its page."""
        return self.state != self.State.DRAFT

    def is_open(self, today: datetime.date) -> bool:
        """Whether somebody may apply on this day."""
        return self.state == self.State.PUBLISHED and self.opens_on <= today <= self.closes_on


class AwardCategory(models.Model):
    call = models.ForeignKey(AwardCall, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(_("Kategorie"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = pgettext_lazy("award", "Kategorie")
        verbose_name_plural = pgettext_lazy("award", "Kategorien")
        constraints = (models.CheckConstraint(name="awardcategory_has_german_name", condition=~Q(name_de="") & Q(name_de__isnull=False)),)

    def __str__(self) -> str:
        return self.name


class AwardApplication(models.Model):
    """Somebody applies. Read by the coordination of the call's region only; deleted some months after the call (settings)."""

    call = models.ForeignKey(AwardCall, on_delete=models.CASCADE, related_name="applications")
    category = models.ForeignKey(AwardCategory, on_delete=models.PROTECT, related_name="applications", verbose_name=_("Kategorie"))
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=120)
    firm = models.CharField(_("Firma"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"))
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    language = models.CharField(max_length=5, choices=[(language.code, language.name) for language in LANGUAGES], default=SOURCE)
    text = models.TextField(_("Warum Sie?"), max_length=3000)
    # Only then is the name said when the awards are announced.
    may_be_named = models.BooleanField(_("Mein Name darf genannt werden, wenn ich einen Preis bekomme."), default=False)
    is_shortlisted = models.BooleanField(_("engere Auswahl"), default=False)
    is_laureate = models.BooleanField(_("Preis"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("Bewerbung")
        verbose_name_plural = _("Bewerbungen")
        constraints = (
            models.UniqueConstraint(
                fields=("call", "category", "email"),
                name="awardapplication_once",
                violation_error_message=_("Mit dieser Adresse liegt schon eine Bewerbung vor."),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class JuryNote(models.Model):
    """What somebody at the desk thinks of an application; one note a person."""

    application = models.ForeignKey(AwardApplication, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jury_notes")
    points = models.PositiveSmallIntegerField(_("Punkte"), null=True, blank=True)
    text = models.TextField(_("Notiz"), max_length=1000, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("Jurynotiz")
        verbose_name_plural = _("Jurynotizen")
        constraints = (
            models.UniqueConstraint(fields=("application", "by"), name="jurynote_once"),
            models.CheckConstraint(name="jurynote_points", condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=10)),
        )

    def __str__(self) -> str:
        return f"{self.application_id} {self.by_id}"
