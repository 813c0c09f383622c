"""Organisations: who provides an offer, and the channels they have published."""

import datetime
import uuid
from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.models.free_mail import is_free_mail
from portal.models import Region
from portal.vocabulary import LanguageMode, Sphere


def picture_name(instance: models.Model, filename: str) -> str:
    """Return where an uploaded picture is kept. The name says nothing and is new each time, so an old copy is never shown."""
    return f"pictures/{uuid.uuid4().hex}.webp"


class OrganisationKind(models.Model):
    """A kind of organisation, as a row so that an installation can add one; its sphere mixes people at meetings."""

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    sphere = models.CharField(max_length=20, choices=Sphere)

    class Meta:
        ordering = ("code",)
        verbose_name = _("Art der Organisation")
        verbose_name_plural = _("Arten von Organisationen")
        constraints = (
            models.CheckConstraint(
                name="organisationkind_has_german_name",
                condition=~models.Q(name_de="") & models.Q(name_de__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name


class ClaimState(models.TextChoices):
    """Whether somebody keeps a profile true. See DOMAIN: unclaimed, requested, verified, stale, released."""

    UNCLAIMED = "unclaimed", _("noch nicht übernommen")
    REQUESTED = "claim_requested", _("Übernahme beantragt")
    VERIFIED = "verified", _("bestätigt")
    STALE = "stale", _("lange nicht bestätigt")
    RELEASED = "released", _("freigegeben")


class OrganisationQuerySet(models.QuerySet):
    def active(self) -> "OrganisationQuerySet":
        return self.filter(state=Organisation.State.ACTIVE)


# The source of organisations that were made up for the demo.
EXAMPLE_SOURCE = "example"


class Organisation(models.Model):
    """A body that helps. Its name is German and stays so; founders must recognise the sign at the door."""

    class State(models.TextChoices):
        ACTIVE = "active", _("aktiv")
        ARCHIVED = "archived", _("archiviert")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=160)
    short_name = models.CharField(_("Kurzname"), max_length=60, blank=True)
    aliases = ArrayField(models.CharField(max_length=120), verbose_name=_("auch bekannt als"), default=list, blank=True)
    formerly = ArrayField(models.CharField(max_length=120), verbose_name=_("früher"), default=list, blank=True)
    kind = models.ForeignKey(OrganisationKind, on_delete=models.PROTECT, verbose_name=_("Art"), related_name="organisations")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("gehört zu"))
    regions = models.ManyToManyField(Region, verbose_name=_("Regionen"), related_name="organisations", blank=True)
    about = models.TextField(_("Über die Organisation"), max_length=1000, blank=True)
    responsible_for = models.TextField(_("Dafür sind wir zuständig"), max_length=600, blank=True)
    not_responsible_for = models.TextField(_("Dafür sind wir nicht zuständig"), max_length=600, blank=True)
    send_when = models.TextField(_("Schicken Sie jemanden zu uns, wenn …"), max_length=600, blank=True)
    send_papers = models.TextField(_("Diese Papiere mitgeben"), max_length=400, blank=True)
    logo = models.ImageField(_("Logo"), upload_to=picture_name, blank=True)
    logo_alt = models.CharField(_("Was auf dem Bild zu sehen ist"), max_length=160, blank=True)
    website = models.URLField(_("Website"), blank=True)
    # The part after the @ of the organisation's own addresses: a code sent there proves a claim. Empty: only a person can prove it.
    mail_domain = models.CharField(_("E-Mail-Domain"), max_length=100, blank=True)
    claim_state = models.CharField(_("Übernahme"), max_length=16, choices=ClaimState, default=ClaimState.UNCLAIMED)
    confirmed_on = models.DateField(_("bestätigt am"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.ACTIVE)
    # Where a seeded entry comes from, and what an import must not overwrite: an entry that people here have edited.
    source = models.CharField(_("Quelle"), max_length=200, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=80, blank=True)
    external_key = models.CharField(_("Schlüssel in der Quelle"), max_length=120, blank=True)
    edited_here = models.BooleanField(default=False, editable=False)
    # Counted up by every save of the editor: the second of two writers is shown the difference.
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        constraints = (
            models.CheckConstraint(name="organisation_known_state", condition=models.Q(state__in=("active", "archived"))),
            models.CheckConstraint(name="organisation_has_name", condition=~models.Q(name="")),
            models.CheckConstraint(name="organisation_known_claim_state", condition=models.Q(claim_state__in=ClaimState.values)),
            models.CheckConstraint(
                name="organisation_mail_domain",
                condition=models.Q(mail_domain="") | models.Q(mail_domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
                violation_error_message=_("So sieht eine Domain aus: beratung.example.org"),
            ),
            models.UniqueConstraint(
                fields=("source", "external_key"), name="organisation_once_per_source", condition=~models.Q(external_key="")
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("atlas:organisation", args=[self.slug])

    @property
    def is_readable(self) -> bool:
        """Whether everybody may read its page."""
        return self.state == self.State.ACTIVE

    @property
    def is_example(self) -> bool:
        """Whether the organisation was made up for the demo; every page says so."""
        return self.source == EXAMPLE_SOURCE

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Besides each field's own rules: a domain where anybody can have an address proves no claim."""
        super().clean_fields(exclude)
        if "mail_domain" not in (exclude or ()) and is_free_mail(self.mail_domain):
            raise ValidationError({"mail_domain": _("Bei dieser Domain kann jeder eine Adresse haben. Sie beweist nichts.")})


class OrganisationLanguage(models.Model):
    """A language an organisation speaks or writes with people, and how."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(_("Sprache (ISO 639-1)"), max_length=3)
    mode = models.CharField(_("Wie"), max_length=12, choices=LanguageMode, default=LanguageMode.SPOKEN)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Sprache der Organisation")
        verbose_name_plural = _("Sprachen der Organisation")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "code", "mode"), name="organisationlanguage_once"),
            models.CheckConstraint(name="organisationlanguage_code", condition=models.Q(code__regex=r"^[a-z]{2,3}$")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.mode}"


class Contact(models.Model):
    """A published channel of an organisation. Offers refer to it and never copy it, so one change reaches every page."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    label = models.CharField(_("Wofür"), max_length=120, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    whatsapp = models.BooleanField("WhatsApp", default=False)
    signal = models.BooleanField("Signal", default=False)

    class Meta:
        verbose_name = _("Kontakt")
        verbose_name_plural = _("Kontakte")
        constraints = (
            models.CheckConstraint(
                name="contact_has_a_channel",
                condition=~models.Q(phone="") | ~models.Q(email=""),
                violation_error_message=_("Bitte geben Sie eine Telefonnummer oder eine E-Mail-Adresse an."),
            ),
        )

    def __str__(self) -> str:
        return self.phone or self.email

    @property
    def dial(self) -> str:
        """The number as a telephone link needs it: digits, with a leading plus where there is one."""
        digits = "".join(char for char in self.phone if char.isdigit())
        return f"+{digits}" if self.phone.strip().startswith("+") else digits


def check_opening_hours(value: object) -> None:
    """Refuse opening hours that a page could not show."""
    try:
        fine = all(
            row["weekday"] in range(1, 8) and datetime.time.fromisoformat(row["opens"]) < datetime.time.fromisoformat(row["closes"])
            for row in value
        )
    except (TypeError, KeyError, ValueError):
        fine = False
    if not isinstance(value, list) or not fine:
        raise ValidationError(_('So sieht eine Zeile aus: {"weekday": 1, "opens": "09:00", "closes": "12:30"} (1 = Montag)'))


def check_closures(value: object) -> None:
    """Refuse closures that a page could not show."""
    try:
        fine = all(datetime.date.fromisoformat(row["from"]) <= datetime.date.fromisoformat(row["until"]) for row in value)
    except (TypeError, KeyError, ValueError):
        fine = False
    if not isinstance(value, list) or not fine:
        raise ValidationError(_('So sieht eine Zeile aus: {"from": "2026-12-24", "until": "2027-01-01"}'))


class Place(models.Model):
    """Where people go. Unknown facts are empty, and an empty fact is not shown."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("Name des Hauses"), max_length=120, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    city = models.CharField(_("Ort"), max_length=80)
    step_free = models.BooleanField(_("stufenlos"), null=True, blank=True)
    child_welcome = models.BooleanField(_("Kinder können mitkommen"), null=True, blank=True)
    women_only_hours = models.CharField(_("Zeiten nur für Frauen"), max_length=160, blank=True)
    # [{"weekday": 1..7, "opens": "09:00", "closes": "12:30"}], ISO weekdays.
    opening_hours = models.JSONField(_("Öffnungszeiten"), default=list, blank=True, validators=[check_opening_hours])
    # [{"from": "2026-12-24", "until": "2027-01-01"}], both days included.
    closures = models.JSONField(_("geschlossen"), default=list, blank=True, validators=[check_closures])

    class Meta:
        verbose_name = _("Ort")
        verbose_name_plural = _("Orte")
        constraints = (
            models.CheckConstraint(name="place_postcode", condition=models.Q(postcode="") | models.Q(postcode__regex=r"^[0-9]{5}$")),
            models.CheckConstraint(name="place_has_city", condition=~models.Q(city="")),
        )

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The address as it stands on an envelope, one part an entry."""
        town = f"{self.postcode} {self.city}".strip()
        return [part for part in (self.name, self.street, town) if part]
