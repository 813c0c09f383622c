"""Imports: how the columns of an outside list are read, and how far one import has come."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models import Region


class Target(models.TextChoices):
    OFFERS = "offers", _("Angebote")
    ORGANISATIONS = "organisations", _("Organisationen")


class ImportMapping(models.Model):
    """How an outside list is read, kept for the next time. `columns` maps our field to their column, `constants` our field to a value."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    target = models.CharField(_("Was ist darin?"), max_length=15, choices=Target)
    columns = models.JSONField(_("Spalten"), default=dict)
    constants = models.JSONField(_("feste Werte"), default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("Spaltenzuordnung")
        verbose_name_plural = _("Spaltenzuordnungen")

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One uploaded list on its way: checked without writing, then imported in the background. The file is deleted afterwards."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("hochgeladen")
        CHECKING = "checking", _("wird geprüft")
        CHECKED = "checked", _("geprüft, noch nichts geändert")
        WAITING = "waiting", _("wartet")
        RUNNING = "running", _("läuft")
        DONE = "done", _("fertig")
        FAILED = "failed", _("abgebrochen, nichts geändert")
        CANCELLED = "cancelled", _("von Ihnen abgebrochen")

    target = models.CharField(_("Was ist darin?"), max_length=15, choices=Target)
    filename = models.CharField(_("Datei"), max_length=160)
    content = models.BinaryField(null=True)
    columns = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    source = models.CharField(_("Quelle der Liste"), max_length=200)
    licence = models.CharField(_("Lizenz"), max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.UPLOADED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # One entry a row: {"line", "key", "name", "result": new|changed|same|kept|error, "changes": {field: [old, new]},
    # "errors": [[column, sentence]]}
    report = models.JSONField(default=list)
    error = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("Import")
        verbose_name_plural = _("Importe")

    def __str__(self) -> str:
        return self.filename
