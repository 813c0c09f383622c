"""What each translation was made from. A unit is a row, one of its fields and a language; rows are named by label and key.

Keys are text, because some models have words for keys. There is no foreign key upwards: what belongs to a row that is gone is
removed by `translations.upkeep`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.languages import LANGUAGES, SOURCE

LANGUAGE_CHOICES = [(language.code, language.name) for language in LANGUAGES if language.code != SOURCE]


class State(models.TextChoices):
    """What a unit is; always derived from the texts and their records, never stored."""

    MISSING = "missing", pgettext_lazy("translation", "fehlt")
    OUTDATED = "outdated", pgettext_lazy("translation", "veraltet")
    MACHINE = "machine", pgettext_lazy("translation", "maschinell")
    READY = "ready", pgettext_lazy("translation", "fertig")


class Origin(models.TextChoices):
    """Who wrote a translation. Accepted machine text counts as a person's."""

    EDITORIAL = "editorial", pgettext_lazy("translation", "von einem Menschen")
    MACHINE = "machine", pgettext_lazy("translation", "von einer Maschine")
    # Text that came with the demo: nobody who speaks the language from home has read it.
    DEMO = "demo", pgettext_lazy("translation", "Beispieltext")


class OfUnit(models.Model):
    """The three parts of a unit's name, beside the language."""

    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=5, choices=LANGUAGE_CHOICES)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.field} {self.language}"


class TranslationRecord(OfUnit):
    """This translation was made from, or confirmed for, this German text.

    Both texts are named by their digests, so a text that comes back (by an import, a restored version) brings its record along.
    """

    text_digest = models.CharField(max_length=32)
    source_digest = models.CharField(max_length=32)
    origin = models.CharField(max_length=9, choices=Origin, default=Origin.EDITORIAL)
    # Somebody has read it. Always so for what a person wrote.
    accepted = models.BooleanField(default=True)
    # Why a warning about numbers, links or terms was overruled.
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Herkunft einer Übersetzung")
        verbose_name_plural = _("Herkunft von Übersetzungen")
        constraints = (
            models.UniqueConstraint(
                fields=("model", "object_id", "field", "language", "text_digest", "source_digest"), name="translationrecord_once"
            ),
            models.CheckConstraint(name="translationrecord_known_origin", condition=Q(origin__in=Origin.values)),
            models.CheckConstraint(name="translationrecord_people_accept", condition=Q(accepted=True) | ~Q(origin="editorial")),
        )
        indexes = (models.Index(fields=("model", "object_id"), name="translation_unread", condition=Q(accepted=False)),)


class SourceText(models.Model):
    """A German text as it stood, and since when: what translators compare the new one with."""

    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    field = models.CharField(max_length=40)
    digest = models.CharField(max_length=32)
    text = models.TextField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("model", "object_id", "field", "digest"), name="sourcetext_once"),)

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.field}"


class Proposal(OfUnit):
    """A translation that no reader sees yet: machine text of a sensitive field, or a person's that a second one must read.

    `source_digest` is the German text it was made from. Where the column already holds a person's text, a machine's new text waits
    here as well, so that it never overwrites anybody.
    """

    text = models.TextField()
    source_digest = models.CharField(max_length=32)
    origin = models.CharField(max_length=9, choices=Origin, default=Origin.EDITORIAL)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Vorschlag einer Übersetzung")
        verbose_name_plural = _("Vorschläge von Übersetzungen")
        constraints = (models.UniqueConstraint(fields=("model", "object_id", "field", "language"), name="proposal_once"),)


class TextWish(models.Model):
    """How often readers asked for a page in their language. No person is stored."""

    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    language = models.CharField(max_length=5, choices=LANGUAGE_CHOICES)
    count = models.PositiveIntegerField(default=0)
    last_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("model", "object_id", "language"), name="textwish_once"),)

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.language} {self.count}"


class TextLock(OfUnit):
    """Somebody is translating this. It ends by itself, and another may take it over with a click: saving compares texts anyway."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="text_locks")
    until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("model", "object_id", "field", "language"), name="textlock_once"),)
