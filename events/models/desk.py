"""What the desk keeps beside registrations: invitations, messages to participants, feeds by token, reports of deletions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from networks.models import Advisor, Organisation
from portal.languages import CODES


class EventInvitation(models.Model):
    """Somebody was asked to come: an organisation or an advisor of the directory, or an address typed in. Forgotten after the event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    advisor = models.ForeignKey(Advisor, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("Name"), max_length=160, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"))
    language = models.CharField(_("Sprache"), max_length=5)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("Einladung zu einer Veranstaltung")
        verbose_name_plural = _("Einladungen zu Veranstaltungen")
        constraints = (
            models.UniqueConstraint(Lower("email"), "event", name="eventinvitation_once"),
            models.CheckConstraint(name="eventinvitation_known_language", condition=Q(language__in=CODES)),
        )

    def __str__(self) -> str:
        return f"{self.event_id} {self.pk}"


class EventMessage(models.Model):
    """A message to all or some participants. It goes out in the words it was written in; the frame is in each reader's language."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="messages")
    subject = models.CharField(_("Betreff"), max_length=120)
    text = models.TextField(_("Text"), max_length=4000)
    language = models.CharField(_("Sprache des Textes"), max_length=5)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # How many it went to; the mails themselves know the rest.
    recipients = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("Nachricht an Teilnehmende")
        verbose_name_plural = _("Nachrichten an Teilnehmende")

    def __str__(self) -> str:
        return self.subject


class PersonalFeed(models.Model):
    """A calendar address of one account: its events. A new key makes the old address idle. Only a hash is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Eigener Kalender")
        verbose_name_plural = _("Eigene Kalender")

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"


class Erasure(models.Model):
    """The report of one deletion at one event: what, how many, when. No names."""

    class What(models.TextChoices):
        NEEDS = "needs", _("Hilfe vor Ort und Dolmetschen")
        PEOPLE = "people", _("Namen und Adressen")
        PROOF = "proof", _("Nachweis der Teilnahme")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="erasures")
    what = models.CharField(_("Was"), max_length=6, choices=What)
    number = models.PositiveIntegerField(_("Anzahl"))
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ("-day", "-pk")
        verbose_name = _("Löschung")
        verbose_name_plural = _("Löschungen")

    def __str__(self) -> str:
        return f"{self.event_id} {self.what} {self.number}"
