"""Advisors: who they are, what they know, how to reach them, and what somebody is responsible for."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.models.organisations import ClaimState, Organisation, check_closures, check_opening_hours, picture_name
from portal.models import Region, Topic
from portal.vocabulary import Audience, Phase

EARLIEST = datetime.date(1990, 1, 1)
LATEST = datetime.date(2100, 1, 1)


class Visibility(models.TextChoices):
    """Who may see something of a profile."""

    PUBLIC = "public", _("für alle")
    NETWORK = "network", _("nur für angemeldete Fachleute")
    HIDDEN = "hidden", _("für niemanden")


class AdvisorQuerySet(models.QuerySet):
    def public(self) -> "AdvisorQuerySet":
        """Advisors a visitor may see."""
        return self.filter(state=Advisor.State.ACTIVE, visibility=Visibility.PUBLIC)

    def in_network(self) -> "AdvisorQuerySet":
        """Advisors that colleagues who are signed in may see."""
        return self.filter(state=Advisor.State.ACTIVE, visibility__in=(Visibility.PUBLIC, Visibility.NETWORK))


class Advisor(models.Model):
    """A person who advises founders, as she wishes to be shown. The account behind the profile may change or be missing."""

    class State(models.TextChoices):
        ACTIVE = "active", _("aktiv")
        ARCHIVED = "archived", _("archiviert")

    slug = models.SlugField(max_length=80, unique=True)
    display_name = models.CharField(_("Name, wie er erscheint"), max_length=120)
    pronoun = models.CharField(_("Pronomen (freiwillig)"), max_length=30, blank=True)
    position = models.CharField(_("Aufgabe"), max_length=120, blank=True)
    about = models.TextField(_("Über mich"), max_length=600, blank=True)
    not_responsible_for = models.TextField(_("Dafür bin ich nicht zuständig"), max_length=400, blank=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="advisor")
    organisations = models.ManyToManyField(Organisation, related_name="advisors", verbose_name=_("Organisationen"))
    regions = models.ManyToManyField(Region, related_name="advisors", blank=True, verbose_name=_("Regionen"))
    photo = models.ImageField(_("Foto"), upload_to=picture_name, blank=True)
    # When the person agreed to show the photo. No date, no photo on any page.
    photo_consent_at = models.DateTimeField(null=True, blank=True, editable=False)
    # [{"weekday": 1..7, "opens": "09:00", "closes": "12:30"}], ISO weekdays, as for places.
    office_hours = models.JSONField(_("Sprechzeiten"), default=list, blank=True, validators=[check_opening_hours])
    closures = models.JSONField(_("keine Sprechzeit"), default=list, blank=True, validators=[check_closures])
    absent_from = models.DateField(_("abwesend von"), null=True, blank=True)
    absent_until = models.DateField(_("abwesend bis"), null=True, blank=True)
    deputy = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Vertretung"))
    visibility = models.CharField(_("Wer sieht das Profil?"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    claim_state = models.CharField(_("Übernahme"), max_length=16, choices=ClaimState, default=ClaimState.UNCLAIMED)
    confirmed_on = models.DateField(_("bestätigt am"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.ACTIVE)
    # A made-up person of the demo; every page says so.
    is_example = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = AdvisorQuerySet.as_manager()

    class Meta:
        ordering = ("display_name", "pk")
        verbose_name = _("Beraterin oder Berater")
        verbose_name_plural = _("Beraterinnen und Berater")
        constraints = (
            models.CheckConstraint(name="advisor_has_name", condition=~Q(display_name="")),
            models.CheckConstraint(name="advisor_known_state", condition=Q(state__in=("active", "archived"))),
            models.CheckConstraint(name="advisor_known_visibility", condition=Q(visibility__in=Visibility.values)),
            models.CheckConstraint(name="advisor_known_claim_state", condition=Q(claim_state__in=ClaimState.values)),
            models.CheckConstraint(
                name="advisor_not_own_deputy",
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("id")),
                violation_error_message=_("Eine Vertretung ist jemand anderes."),
            ),
            models.CheckConstraint(
                name="advisor_absence_in_order",
                condition=Q(absent_from__isnull=True, absent_until__isnull=True)
                | Q(absent_from__gte=EARLIEST, absent_until__lte=LATEST, absent_from__lte=F("absent_until")),
                violation_error_message=_("Bitte nennen Sie beide Tage der Abwesenheit, den ersten zuerst."),
            ),
        )

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("atlas:advisor", args=[self.slug])

    @property
    def is_readable(self) -> bool:
        """Whether everybody may read her page."""
        return self.state == self.State.ACTIVE and self.visibility == Visibility.PUBLIC

    def is_absent(self, today: datetime.date) -> bool:
        """Whether the absence covers this day."""
        return bool(self.absent_from and self.absent_until and self.absent_from <= today <= self.absent_until)


class AdvisorLanguage(models.Model):
    """A language an advisor speaks, how well, and whether she may interpret."""

    class Level(models.TextChoices):
        """The levels of the European framework (CEFR), and mother tongue above them."""

        A2 = "a2", _("etwas (A2)")
        B1 = "b1", _("im Alltag (B1)")
        B2 = "b2", _("gut (B2)")
        C1 = "c1", _("sehr gut (C1)")
        C2 = "c2", _("fließend (C2)")
        NATIVE = "native", _("Muttersprache")

    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(_("Sprache (ISO 639-1)"), max_length=3)
    level = models.CharField(_("Wie gut"), max_length=6, choices=Level, default=Level.B2)
    may_interpret = models.BooleanField(_("dolmetscht auch"), default=False)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Sprache")
        verbose_name_plural = _("Sprachen")
        constraints = (
            models.UniqueConstraint(fields=("advisor", "code"), name="advisorlanguage_once"),
            models.CheckConstraint(name="advisorlanguage_code", condition=Q(code__regex=r"^[a-z]{2,3}$")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.level}"


class AdvisorChannel(models.Model):
    """One way to reach an advisor, and who may see it. A hidden address still receives mail from the site's own form."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telefon")
        MOBILE = "mobile", _("Mobiltelefon")
        EMAIL = "email", _("E-Mail")
        WHATSAPP = "whatsapp", "WhatsApp"
        SIGNAL = "signal", "Signal"
        WEBSITE = "website", _("Website")

    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    value = models.CharField(_("Nummer oder Adresse"), max_length=200)
    visibility = models.CharField(_("Wer sieht es?"), max_length=8, choices=Visibility, default=Visibility.NETWORK)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Kontaktweg")
        verbose_name_plural = _("Kontaktwege")
        constraints = (
            models.UniqueConstraint(fields=("advisor", "kind", "value"), name="advisorchannel_once"),
            models.CheckConstraint(name="advisorchannel_visibility", condition=Q(visibility__in=Visibility.values)),
            models.CheckConstraint(name="advisorchannel_has_value", condition=~Q(value="")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Competence(models.Model):
    """One tick of the matrix topic × phase: what an advisor knows."""

    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, related_name="competences")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    phase = models.CharField(_("Phase"), max_length=20, choices=Phase)

    class Meta:
        verbose_name = _("Kompetenz")
        verbose_name_plural = _("Kompetenzen")
        constraints = (
            models.UniqueConstraint(fields=("advisor", "topic", "phase"), name="competence_once"),
            models.CheckConstraint(name="competence_known_phase", condition=Q(phase__in=Phase.values)),
        )

    def __str__(self) -> str:
        return f"{self.topic_id} {self.phase}"


class ResponsibilityQuerySet(models.QuerySet):
    def current(self, today: datetime.date) -> "ResponsibilityQuerySet":
        """Confirmed responsibilities that hold on this day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_until__isnull=True) | Q(valid_until__gte=today),
            state=Responsibility.State.CONFIRMED,
        )


class Responsibility(models.Model):
    """Who is responsible: an advisor or an organisation × topic × phase × region × audience. A cell of the later overall picture.

    An empty phase means all phases. `origin` and `origin_text` say where it comes from; no key points upwards.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("federführend")
        ALSO = "also", _("auch zuständig")
        DEPUTY = "deputy", _("Vertretung")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("vorgeschlagen")
        CONFIRMED = "confirmed", _("bestätigt")
        EXPIRED = "expired", _("abgelaufen")

    class Origin(models.TextChoices):
        SELF = "self", _("selbst eingetragen")
        MEETING = "meeting", _("bei einem Treffen vereinbart")
        STAFF = "staff", _("von der Koordination eingetragen")
        HANDOVER = "handover", _("bei einem Wechsel übergeben")

    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, null=True, blank=True, related_name="responsibilities")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="responsibilities")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("Thema"))
    phase = models.CharField(_("Phase"), max_length=20, choices=Phase, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("Region"))
    audience = models.CharField(_("Zielgruppe"), max_length=20, choices=Audience, default=Audience.ALL)
    role = models.CharField(_("Rolle"), max_length=6, choices=Role, default=Role.ALSO)
    state = models.CharField(_("Stand"), max_length=9, choices=State, default=State.CONFIRMED)
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)
    origin = models.CharField(_("Woher"), max_length=8, choices=Origin, default=Origin.SELF)
    origin_text = models.CharField(_("Woher genauer"), max_length=160, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ("topic__position", "phase", "pk")
        verbose_name = _("Zuständigkeit")
        verbose_name_plural = _("Zuständigkeiten")
        constraints = (
            models.CheckConstraint(
                name="responsibility_of_one",
                condition=Q(advisor__isnull=False, organisation__isnull=True) | Q(advisor__isnull=True, organisation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("advisor", "organisation", "topic", "phase", "region", "audience"),
                name="responsibility_once",
                nulls_distinct=False,
                violation_error_message=_("Diese Zuständigkeit steht schon hier."),
            ),
            models.CheckConstraint(name="responsibility_known_phase", condition=Q(phase="") | Q(phase__in=Phase.values)),
            models.CheckConstraint(
                name="responsibility_dates",
                condition=(Q(valid_from__isnull=True) | Q(valid_from__range=(EARLIEST, LATEST)))
                & (Q(valid_until__isnull=True) | Q(valid_until__range=(EARLIEST, LATEST)))
                & (Q(valid_from__isnull=True) | Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until"))),
                violation_error_message=_("Bitte prüfen Sie die Tage: „gilt bis“ liegt vor „gilt ab“, oder das Jahr stimmt nicht."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic_id} {self.phase} {self.region_id} {self.role}"
