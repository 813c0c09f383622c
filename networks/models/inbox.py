"""What waits for somebody's answer: one inbox for reports, missing searches, claims and messages, each with an owner and a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.models.advisors import Advisor
from portal.languages import CODES
from portal.models import Region


class InboxQuerySet(models.QuerySet):
    def open(self) -> "InboxQuerySet":
        return self.filter(done_at__isnull=True)


class InboxItem(models.Model):
    """One thing to answer. It names its subject by label and id, so that no key points upwards."""

    class Kind(models.TextChoices):
        REPORT = "report", _("Hinweis: stimmt etwas nicht?")
        MISS = "miss", _("Suche ohne Treffer")
        CONTACT = "contact", _("Nachricht an eine Beraterin oder einen Berater")
        CLAIM = "claim", _("Antrag auf Übernahme")
        REVIEW = "review", _("Angebot zu prüfen")
        STALE = "stale", _("Angebot lange nicht bestätigt")
        LINKS = "links", _("Link geht nicht")
        HANDOVER = "handover", _("Zuständigkeit ohne Person")
        EVENT = "event", _("Veranstaltung zu prüfen")
        STORY = "story", _("Nachricht zu einer Erfolgsgeschichte")

    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    subject = models.CharField(_("Worum es geht"), max_length=200)
    # "offers.offer", "networks.organisation", …: what `subject_id` counts.
    subject_model = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    text = models.TextField(_("Text"), max_length=2000, blank=True)
    region = models.ForeignKey(Region, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Region"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="inbox", verbose_name=_("zuständig")
    )
    due_on = models.DateField(_("fällig am"))
    created_at = models.DateTimeField(default=timezone.now)
    escalated_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("Was daraus wurde"), max_length=300, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = _("Eingang")
        verbose_name_plural = _("Eingänge")
        indexes = (models.Index(fields=("due_on",), name="inbox_open", condition=Q(done_at__isnull=True)),)
        constraints = (
            # The same thing waits once; a report is a thing of its own each time.
            models.UniqueConstraint(
                fields=("kind", "subject_model", "subject_id"),
                name="inbox_once",
                condition=Q(
                    done_at__isnull=True, subject_id__isnull=False, kind__in=("claim", "review", "stale", "links", "handover", "event")
                ),
            ),
            models.UniqueConstraint(fields=("kind", "subject"), name="inbox_miss_once", condition=Q(done_at__isnull=True, kind="miss")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class ContactRequest(models.Model):
    """A message from a visitor to an advisor. The answer goes straight to the visitor; the row is deleted after a while."""

    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, related_name="contact_requests")
    name = models.CharField(_("Ihr Name"), max_length=80, blank=True)
    email = models.EmailField(_("Ihre E-Mail-Adresse"))
    text = models.TextField(_("Ihre Nachricht"), max_length=2000)
    language = models.CharField(_("Sprache"), max_length=5)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("Nachricht von Besuchern")
        verbose_name_plural = _("Nachrichten von Besuchern")
        constraints = (models.CheckConstraint(name="contactrequest_known_language", condition=Q(language__in=CODES)),)

    def __str__(self) -> str:
        return f"{self.advisor_id} {self.created_at:%Y-%m-%d}"
