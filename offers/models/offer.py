"""Support offers: what a founder needs to decide, in the order of the page."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.models import Contact, Organisation, Place
from offers.models.choices import (
    BY_PROVIDER,
    PUBLIC_STATES,
    ApplyBefore,
    Capacity,
    Cost,
    Format,
    Kind,
    Reason,
    Residence,
    State,
    VerifiedHow,
)
from portal.models import Region, Topic
from portal.regions import keys_in
from portal.vocabulary import Audience, GermanLevel, Occasion, Phase

EARLIEST = datetime.date(1990, 1, 1)
LATEST = datetime.date(2100, 1, 1)


class DocumentItem(models.Model):
    """A paper to bring, translated once and used by many offers."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    hint = models.CharField(_("Hinweis"), max_length=200, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("Unterlage")
        verbose_name_plural = _("Unterlagen")
        constraints = (models.CheckConstraint(name="documentitem_has_german_name", condition=~Q(name_de="") & Q(name_de__isnull=False)),)

    def __str__(self) -> str:
        return self.name


class OfferQuerySet(models.QuerySet):
    def public(self, today: datetime.date) -> "OfferQuerySet":
        """Offers a visitor may see on this day: published or waiting to be verified, begun and not ended."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_until__isnull=True) | Q(valid_until__gte=today),
            Q(funded_until__isnull=True) | Q(funded_until__gte=today),
            state__in=PUBLIC_STATES,
        )

    def in_region(self, *keys: str) -> "OfferQuerySet":
        """Offers valid in any of these regions, and those of their districts; an index on the key answers it."""
        wanted = {key for region in keys for key in keys_in(region)}
        through = Offer.regions.through.objects.filter(offer_id=models.OuterRef("pk"), region_id__in=sorted(wanted))
        return self.filter(models.Exists(through))


class Offer(models.Model):
    """One support offer. `official_name` is German and always shown; `title` says in plain words what it is."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("Titel in einfachen Worten"), max_length=100)
    official_name = models.CharField(_("Offizieller deutscher Name"), max_length=160)
    aliases = ArrayField(models.CharField(max_length=120), verbose_name=_("auch bekannt als"), default=list, blank=True)
    formerly = ArrayField(models.CharField(max_length=120), verbose_name=_("früher"), default=list, blank=True)
    summary = models.CharField(_("Was man bekommt"), max_length=160)
    audiences = ArrayField(models.CharField(max_length=20, choices=Audience), verbose_name=_("Zielgruppen"), default=list, blank=True)
    who_for = models.TextField(_("Für wen"), max_length=400, blank=True)
    phases = ArrayField(models.CharField(max_length=20, choices=Phase), verbose_name=_("Phasen"), default=list, blank=True)
    occasions = ArrayField(models.CharField(max_length=20, choices=Occasion), verbose_name=_("Anlässe"), default=list, blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), related_name="offers", blank=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    german_level = models.CharField(_("Deutschkenntnisse"), max_length=10, choices=GermanLevel, default=GermanLevel.UNKNOWN)
    cost = models.CharField(_("Kosten"), max_length=10, choices=Cost)
    cost_note = models.CharField(_("Kosten genauer"), max_length=200, blank=True)
    formats = ArrayField(models.CharField(max_length=10, choices=Format), verbose_name=_("Wie"), default=list, blank=True)
    regions = models.ManyToManyField(Region, verbose_name=_("Wo es gilt"), related_name="offers")
    residence = models.CharField(_("Aufenthalt"), max_length=30, choices=Residence, default=Residence.UNKNOWN)
    residence_note = models.TextField(_("Aufenthalt genauer"), max_length=500, blank=True)
    apply_before = models.CharField(_("Reihenfolge"), max_length=15, choices=ApplyBefore, default=ApplyBefore.NOT_KNOWN, blank=True)
    waiting_time = models.CharField(_("Wartezeit"), max_length=160, blank=True)
    deadline = models.DateField(_("Frist"), null=True, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="offers", verbose_name=_("Kontakt"))
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="offers", verbose_name=_("Ort"))
    walk_in = models.BooleanField(_("ohne Termin"), null=True, blank=True)
    appointment_url = models.URLField(_("Termin buchen"), blank=True)
    next_slots = models.CharField(_("Nächste Termine"), max_length=160, blank=True)
    documents = models.ManyToManyField(DocumentItem, verbose_name=_("Unterlagen"), related_name="offers", blank=True)
    conditions = models.TextField(_("Bedingungen"), max_length=800, blank=True)
    first_step = models.TextField(_("Erster Schritt"), max_length=400, blank=True)
    first_talk = models.TextField(_("Was im ersten Gespräch passiert"), max_length=400, blank=True)
    first_talk_minutes = models.PositiveSmallIntegerField(
        _("Dauer des ersten Gesprächs in Minuten"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
    )
    confidential = models.BooleanField(_("vertraulich"), null=True, blank=True)
    website = models.URLField(_("Website"), max_length=300, blank=True)
    sources = ArrayField(models.URLField(max_length=500), verbose_name=_("Quellen"), default=list, blank=True)
    source_date = models.CharField(_("Stand der Quelle (JJJJ, JJJJ-MM oder JJJJ-MM-TT)"), max_length=10, blank=True)
    collected = models.BooleanField(_("aus öffentlichen Seiten gesammelt, vom Anbieter nicht bestätigt"), default=False)
    verified_on = models.DateField(_("geprüft am"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("geprüft von"),
    )
    verified_how = models.CharField(_("wie geprüft"), max_length=8, choices=VerifiedHow, default=VerifiedHow.UNKNOWN, blank=True)
    verify_after_days = models.PositiveSmallIntegerField(
        _("wieder prüfen nach Tagen"), default=180, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)
    funded_until = models.DateField(_("finanziert bis"), null=True, blank=True)
    requires = models.ManyToManyField("self", verbose_name=_("vorher nötig"), symmetrical=False, related_name="leads_to", blank=True)
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="offers", verbose_name=_("Anbieter")
    )
    co_providers = models.ManyToManyField(Organisation, verbose_name=_("weitere Anbieter"), related_name="co_offers", blank=True)
    capacity = models.CharField(_("Auslastung"), max_length=15, choices=Capacity, default=Capacity.NORMAL, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT)
    state_reason = models.CharField(_("Grund"), max_length=160, blank=True)
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Nachfolger"))
    # The ladder of freshness: owner asked, label shown since, coordination asked.
    owner_asked_on = models.DateField(null=True, blank=True, editable=False)
    to_verify_since = models.DateField(null=True, blank=True, editable=False)
    coordinator_asked_on = models.DateField(null=True, blank=True, editable=False)
    archived_on = models.DateField(null=True, blank=True, editable=False)
    # Part of every signed link "still right"; counted up when the offer is archived, so that older links end.
    confirm_round = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # Where an imported entry comes from, and whether people here have edited it since: an import never overwrites that.
    source_name = models.CharField(_("Liste, aus der es kommt"), max_length=200, blank=True)
    licence = models.CharField(_("Lizenz der Liste"), max_length=80, blank=True)
    external_key = models.CharField(_("Schlüssel in der Liste"), max_length=120, blank=True)
    edited_here = models.BooleanField(default=False, editable=False)
    # Counted up by every save of the editor: the second of two writers is shown the difference.
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)
        verbose_name = _("Angebot")
        verbose_name_plural = _("Angebote")
        indexes = (
            models.Index(fields=("provider", "state"), name="offer_provider_state"),
            GinIndex(fields=("formerly",), name="offer_formerly"),
            GinIndex(OpClass("official_name", name="gin_trgm_ops"), name="offer_name_trigrams"),
        )
        constraints = (
            models.CheckConstraint(
                name="offer_published_is_complete",
                condition=~Q(state__in=PUBLIC_STATES)
                | (
                    Q(title_de__isnull=False, summary_de__isnull=False, provider__isnull=False)
                    & ~Q(title_de="")
                    & ~Q(summary_de="")
                    & ~Q(official_name="")
                    & ~Q(kind="")
                    & ~Q(cost="")
                    & ~Q(phases=[])
                    & (~Q(website="") | Q(contact__isnull=False) | ~Q(sources=[]))
                ),
                violation_error_message=_(
                    "Zum Veröffentlichen fehlt noch etwas: Titel, Kurztext, Phase, Anbieter, Kosten oder ein Kontakt."
                ),
            ),
            models.CheckConstraint(name="offer_known_phases", condition=Q(phases__contained_by=Phase.values)),
            models.CheckConstraint(name="offer_known_occasions", condition=Q(occasions__contained_by=Occasion.values)),
            models.CheckConstraint(name="offer_known_audiences", condition=Q(audiences__contained_by=Audience.values)),
            models.CheckConstraint(name="offer_known_formats", condition=Q(formats__contained_by=Format.values)),
            models.CheckConstraint(name="offer_known_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="offer_known_cost", condition=Q(cost__in=Cost.values)),
            models.CheckConstraint(name="offer_known_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="offer_dates_in_order",
                condition=Q(valid_from__isnull=True) | Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")),
                violation_error_message=_("„Gilt bis“ liegt vor „gilt ab“."),
            ),
            *(
                models.CheckConstraint(
                    name=f"offer_{field}_bounded",
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (EARLIEST, LATEST)}),
                    violation_error_message=_("Bitte prüfen Sie das Jahr."),
                )
                for field in ("deadline", "verified_on", "valid_from", "valid_until", "funded_until")
            ),
            models.CheckConstraint(
                name="offer_source_date_form",
                condition=Q(source_date__regex=r"^((199|20[0-9])[0-9](-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"),
                violation_error_message=_("Bitte prüfen Sie das Jahr."),
            ),
            models.UniqueConstraint(fields=("source_name", "external_key"), name="offer_once_per_source", condition=~Q(external_key="")),
            models.CheckConstraint(name="offer_reason_if_archived", condition=~Q(state=State.ARCHIVED) | ~Q(state_reason="")),
        )

    def __str__(self) -> str:
        return self.official_name

    def get_absolute_url(self) -> str:
        return reverse("offers:detail", args=[self.slug])

    @property
    def link(self) -> str:
        """Where a founder reads on: the website, else the first source page."""
        return self.website or (self.sources[0] if self.sources else "")

    @property
    def link_is_source(self) -> bool:
        return not self.website and bool(self.sources)

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def is_readable(self) -> bool:
        """Whether everybody may read its page today."""
        return self.is_public and self.is_current(timezone.localdate())

    def is_current(self, today: datetime.date) -> bool:
        """Whether the offer has begun and not ended on this day."""
        begun = not self.valid_from or self.valid_from <= today
        return begun and all(not end or end >= today for end in (self.valid_until, self.funded_until))

    @property
    def coded_reason(self) -> str:
        """Why the clock labelled or ended the offer, in the reader's words; empty when somebody wrote the reason herself."""
        return str(Reason(self.state_reason).label) if self.state_reason in Reason.values else ""

    @property
    def is_confirmed_by_provider(self) -> bool:
        return self.verified_on is not None and self.verified_how in BY_PROVIDER

    def end_reason(self, today: datetime.date) -> str:
        """Return why the offer is not shown any more, in the reader's words; empty when somebody wrote the reason herself."""
        if self.is_public and self.valid_until and self.valid_until < today:
            return str(Reason.EXPIRED.label)
        if self.is_public and self.funded_until and self.funded_until < today:
            return str(Reason.FUNDING_ENDED.label)
        return self.coded_reason
