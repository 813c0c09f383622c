"""One success story: who, what, where, and the path as steps with the help that was used at each."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event
from networks.models import Advisor, Organisation
from offers.models import Offer
from portal.models import Region
from portal.vocabulary import Phase
from stories.models.choices import Industry, State

FIRST_YEAR, LAST_YEAR = 1950, 2100
EARLIEST, LATEST = datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)
YEARS = (MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR))


class StoryQuerySet(models.QuerySet):
    def published(self, today: datetime.date | None = None) -> "StoryQuerySet":
        """Stories that readers see: approved for the web, the consent not over on this day (or not asked about the day)."""
        found = self.filter(state=State.PUBLISHED)
        return found if today is None else found.filter(Q(consent__ends_on__isnull=True) | Q(consent__ends_on__gte=today))


class Story(models.Model):
    """A person or firm as they wish to be named. Only the person's own approval publishes; `approved` holds what she has seen.

    `approved`: {language: digest of everything shown in it}. A language is shown while its digest is still that of the texts of now
    (`stories.approval`), so nobody can change a published story behind the person's back.
    """

    slug = models.SlugField(max_length=100, unique=True)
    person_name = models.CharField(_("Name, wie er erscheinen soll"), max_length=120, blank=True)
    firm_name = models.CharField(_("Firma, wie sie erscheinen soll"), max_length=120, blank=True)
    website = models.URLField(_("Website der Firma"), max_length=300, blank=True)
    industry = models.CharField(_("Branche"), max_length=12, choices=Industry)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="stories", verbose_name=_("Region"))
    founded_year = models.PositiveSmallIntegerField(_("gegründet im Jahr"), null=True, blank=True, validators=YEARS)
    # Spoken by the person, as codes: "somebody like me".
    languages = ArrayField(models.CharField(max_length=3), verbose_name=_("Sprachen der Person"), default=list, blank=True)
    title = models.CharField(_("Titel"), max_length=120)
    summary = models.CharField(_("Kurz gesagt"), max_length=300, blank=True)
    quote = models.CharField(_("Zitat"), max_length=240, blank=True)
    text = models.TextField(_("Die Geschichte"), max_length=6000, blank=True)
    again = models.TextField(_("Was ich wieder tun würde"), max_length=1200, blank=True)
    # "Talk to somebody like me" leads to a named colleague, never to the person herself.
    advisor = models.ForeignKey(
        Advisor, on_delete=models.SET_NULL, null=True, blank=True, related_name="stories", verbose_name=_("Ansprechperson in der Beratung")
    )
    award = models.ForeignKey(
        "stories.AwardApplication", on_delete=models.SET_NULL, null=True, blank=True, related_name="stories", editable=False
    )
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    approved = models.JSONField(default=dict, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # An invented person of the demo; every page says so.
    is_example = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        verbose_name = _("Erfolgsgeschichte")
        verbose_name_plural = _("Erfolgsgeschichten")
        constraints = (
            models.CheckConstraint(
                name="story_names_somebody",
                condition=~Q(person_name="") | ~Q(firm_name=""),
                violation_error_message=_("Bitte nennen Sie die Person oder die Firma, so wie sie erscheinen möchte."),
            ),
            models.CheckConstraint(name="story_has_german_title", condition=~Q(title_de="") & Q(title_de__isnull=False)),
            models.CheckConstraint(name="story_known_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="story_known_industry", condition=Q(industry__in=Industry.values)),
            models.CheckConstraint(
                name="story_year",
                condition=Q(founded_year__isnull=True) | Q(founded_year__gte=FIRST_YEAR, founded_year__lte=LAST_YEAR),
            ),
            models.CheckConstraint(name="story_published_since", condition=~Q(state="published") | Q(published_at__isnull=False)),
        )

    def __str__(self) -> str:
        return self.person_name or self.firm_name

    def get_absolute_url(self) -> str:
        return reverse("stories:detail", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_readable(self) -> bool:
        """Whether everybody may read its page today."""
        return self.is_public and Story.objects.published(timezone.localdate()).filter(pk=self.pk).exists()

    @property
    def draft_name(self) -> str:
        """The name under which what somebody typed in its editor is kept."""
        return f"story-{self.pk or 'new'}"


class StoryStep(models.Model):
    """One step of the path, in a phase, with the offers and organisations that helped."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    phase = models.CharField(_("Phase"), max_length=14, choices=Phase)
    year = models.PositiveSmallIntegerField(pgettext_lazy("story", "Jahr"), null=True, blank=True, validators=YEARS)
    text = models.TextField(_("Was geschah"), max_length=600)
    offers = models.ManyToManyField(Offer, related_name="story_steps", blank=True, verbose_name=_("Angebote, die geholfen haben"))
    organisations = models.ManyToManyField(
        Organisation, related_name="story_steps", blank=True, verbose_name=_("Stellen, die geholfen haben")
    )
    events = models.ManyToManyField(Event, related_name="story_steps", blank=True, verbose_name=_("Veranstaltungen"))

    class Meta:
        ordering = ("position", "pk")
        verbose_name = pgettext_lazy("story", "Schritt")
        verbose_name_plural = pgettext_lazy("story", "Schritte")
        constraints = (
            models.CheckConstraint(name="storystep_known_phase", condition=Q(phase__in=Phase.values)),
            models.CheckConstraint(name="storystep_year", condition=Q(year__isnull=True) | Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)),
        )

    def __str__(self) -> str:
        return f"{self.story_id} {self.phase} {self.position}"


class StorySource(models.Model):
    """Where a story was told before."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("Quelle"), max_length=160)
    url = models.URLField(_("Adresse"), max_length=500, blank=True)
    on = models.DateField(_("vom"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("Quelle")
        verbose_name_plural = _("Quellen")
        constraints = (
            models.CheckConstraint(
                name="storysource_date",
                condition=Q(on__isnull=True) | Q(on__gte=EARLIEST, on__lte=LATEST),
            ),
        )

    def __str__(self) -> str:
        return self.title
