"""Who comes to an event. The rows hold personal data; `events.erasing` deletes them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.choices import COMING, HOLDING, RegistrationState
from events.models.event import Event
from networks.models import Organisation
from portal.languages import CODES
from portal.vocabulary import Sphere

State = RegistrationState
# Nobody is told anything any more, and the same address may register anew.
OVER = (State.CANCELLED,)


class RegistrationQuerySet(models.QuerySet):
    def holding(self) -> "RegistrationQuerySet":
        """Those that take a place: also an offered one, and a pending one that arrived in time."""
        return self.filter(Q(state__in=HOLDING) | Q(state=State.PENDING, holds_place=True))

    def coming(self) -> "RegistrationQuerySet":
        return self.filter(state__in=COMING)

    def waiting(self) -> "RegistrationQuerySet":
        """Those that wait for a place, in order of arrival. An unconfirmed one keeps its turn."""
        return self.filter(Q(state=State.WAITLISTED) | Q(state=State.PENDING, holds_place=False)).order_by("pk")

    def current(self) -> "RegistrationQuerySet":
        return self.exclude(state__in=OVER)


class Registration(models.Model):
    """One person at one event. Rows are made under the lock of their event, so `pk` is the order of arrival."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-Mail")
        PHONE = "phone", _("Telefon")

    class Via(models.TextChoices):
        WEB = "web", _("auf der Website")
        DESK = "desk", _("vom Büro eingetragen")
        WALK_IN = "walk_in", _("ist einfach gekommen")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    # Part of every personal link; a new value makes older links idle.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations")
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=80)
    organisation_name = models.CharField(_("Organisation (freiwillig)"), max_length=160, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sphere = models.CharField(_("Bereich"), max_length=20, choices=Sphere, blank=True)
    channel = models.CharField(_("Wie erreichen wir Sie?"), max_length=5, choices=Channel, default=Channel.EMAIL)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    phone = models.CharField(_("Telefonnummer"), max_length=40, blank=True)
    language = models.CharField(_("Sprache"), max_length=5)
    access_needs = models.CharField(_("Was brauchen Sie vor Ort?"), max_length=300, blank=True)
    interpreter = models.CharField(_("Dolmetschen in dieser Sprache"), max_length=3, blank=True)
    question = models.CharField(_("Ihre drängendste Frage"), max_length=300, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=RegistrationState, default=RegistrationState.PENDING)
    # Of a pending one: whether it arrived while there was a place.
    holds_place = models.BooleanField(default=False)
    via = models.CharField(max_length=8, choices=Via, default=Via.WEB)
    created_at = models.DateTimeField(default=timezone.now)
    # A pending one is forgotten then.
    expires_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    # How often a place was offered: part of the key of the mail that says so.
    offers = models.PositiveSmallIntegerField(default=0)
    # The event moved, and she has not said yet whether she can still come.
    needs_reconfirm = models.BooleanField(default=False)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = pgettext_lazy("event", "Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        indexes = (
            models.Index(fields=("event", "state"), name="registration_event_state"),
            models.Index(fields=("expires_at",), name="registration_pending", condition=Q(state="pending")),
            models.Index(fields=("offered_until",), name="registration_offered", condition=Q(state="offered")),
        )
        constraints = (
            models.UniqueConstraint(
                Lower("email"), F("event"), name="registration_address_once", condition=~Q(state="cancelled") & ~Q(email="")
            ),
            models.CheckConstraint(name="registration_known_state", condition=Q(state__in=RegistrationState.values)),
            models.CheckConstraint(name="registration_known_language", condition=Q(language__in=CODES)),
            models.CheckConstraint(name="registration_known_sphere", condition=Q(sphere="") | Q(sphere__in=Sphere.values)),
            models.CheckConstraint(
                name="registration_offered_until",
                condition=Q(state="offered", offered_until__isnull=False) | (~Q(state="offered") & Q(offered_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="registration_expires_if_pending",
                condition=Q(state="pending", expires_at__isnull=False) | (~Q(state="pending") & Q(expires_at__isnull=True)),
            ),
            models.CheckConstraint(name="registration_holds_if_pending", condition=Q(holds_place=False) | Q(state="pending")),
        )

    def __str__(self) -> str:
        return f"{self.event_id} {self.pk} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER
