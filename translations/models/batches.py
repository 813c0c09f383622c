"""Work in batches: machine translation with its budget, and files that come back from outside."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models import Region
from translations.models.records import LANGUAGE_CHOICES, OfUnit


class MachineBudget(models.Model):
    """How many characters a region may have translated by machine in a month. Without a row the setting holds."""

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="+", verbose_name=_("Region"))
    characters = models.PositiveIntegerField(_("Zeichen im Monat"))

    class Meta:
        verbose_name = _("Budget für maschinelle Übersetzung")
        verbose_name_plural = _("Budgets für maschinelle Übersetzung")

    def __str__(self) -> str:
        return f"{self.region_id} {self.characters}"


class MachineUse(models.Model):
    """Characters of German that a region has sent in a month; counted before they are sent."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    characters = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("region", "month"), name="machineuse_once"),)

    def __str__(self) -> str:
        return f"{self.region_id} {self.month:%Y-%m} {self.characters}"


class MachineJob(models.Model):
    """One batch of machine translation: a region, some languages, and how far it is. A worker takes it by `token` until `lease_until`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        RUNNING = "running", _("läuft")
        DONE = "done", _("fertig")
        STOPPED = "stopped", _("angehalten")

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+", verbose_name=_("Region"))
    languages = ArrayField(models.CharField(max_length=5, choices=LANGUAGE_CHOICES), verbose_name=_("Sprachen"))
    # Labels of models; empty: all that may be sent.
    labels = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # Why it stopped or waits, as a key of `translations.machine.words.NOTES`.
    note = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    characters = models.PositiveIntegerField(default=0)
    # How often the service has not answered as it should, without anything done in between.
    attempts = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.region_id} {self.state}"


class MachineUnit(OfUnit):
    """One text of a job. `sent`: it is on its way; a worker that dies leaves it so, and the next one sends it again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        SENT = "sent", _("unterwegs")
        DONE = "done", _("fertig")
        SKIPPED = "skipped", _("ausgelassen")

    job = models.ForeignKey(MachineJob, on_delete=models.CASCADE, related_name="units")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    # Why it was left out, as a key of `translations.machine.words.REASONS`.
    reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job", "model", "object_id", "field", "language"), name="machineunit_once"),)
        indexes = (models.Index(fields=("job", "state", "id"), name="machineunit_next"),)


class TranslationImport(models.Model):
    """A file that came back and was read: what it would change, kept for a day until somebody says yes.

    `rows`: [{"model", "object_id", "field", "text", "source_digest"}], `language` once for the file.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="translation_imports")
    language = models.CharField(max_length=5, choices=LANGUAGE_CHOICES)
    filename = models.CharField(max_length=120)
    rows = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.filename} {self.language}"
