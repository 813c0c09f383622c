"""What belongs to an offer: its languages and links, what visitors report, proposed changes, and the steps it went through."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offers.models.offer import Offer
from portal.vocabulary import LanguageMode


class OfferLanguage(models.Model):
    """A language the offer is given in, and how."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(_("Sprache (ISO 639-1)"), max_length=3)
    mode = models.CharField(_("Wie"), max_length=12, choices=LanguageMode)
    note = models.CharField(_("Hinweis"), max_length=120, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Sprache des Angebots")
        verbose_name_plural = _("Sprachen des Angebots")
        constraints = (
            models.UniqueConstraint(fields=("offer", "code", "mode"), name="offerlanguage_once"),
            models.CheckConstraint(name="offerlanguage_code", condition=Q(code__regex=r"^[a-z]{2,3}$")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.mode}"


class OfferLink(models.Model):
    """A page or a file about the offer, in one language; its size lets people with little data decide."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(_("Adresse"), max_length=300)
    language = models.CharField(_("Sprache (ISO 639-1)"), max_length=3)
    label = models.CharField(_("Beschriftung"), max_length=120, blank=True)
    is_pdf = models.BooleanField("PDF", default=False)
    kilobytes = models.PositiveIntegerField(_("Größe in Kilobyte"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Link")
        verbose_name_plural = _("Links")
        constraints = (models.CheckConstraint(name="offerlink_language", condition=Q(language__regex=r"^[a-z]{2,3}$")),)

    def __str__(self) -> str:
        return self.url


class OfferReport(models.Model):
    """ "Is this wrong?": what a visitor noticed. The address is optional and is deleted after a while."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="reports")
    text = models.TextField(_("Was stimmt nicht?"), max_length=2000)
    email = models.EmailField(_("E-Mail-Adresse (freiwillig)"), blank=True)
    language = models.CharField(_("Sprache"), max_length=5)
    created_at = models.DateTimeField(_("gesendet am"), auto_now_add=True)
    done_at = models.DateTimeField(_("erledigt am"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("Hinweis von Besuchern")
        verbose_name_plural = _("Hinweise von Besuchern")

    def __str__(self) -> str:
        return f"{self.offer} ({self.created_at:%Y-%m-%d})"


class OfferRevision(models.Model):
    """A proposed change of a public offer. Visitors keep seeing the published text until somebody applies this one.

    `data` holds the values of the editor's form by field name, `base` the version of the offer it was written from.
    """

    class State(models.TextChoices):
        IN_REVIEW = "in_review", _("in Prüfung")
        RETURNED = "returned", _("zurückgegeben")
        APPLIED = "applied", _("übernommen")
        DISCARDED = "discarded", _("verworfen")

    OPEN = (State.IN_REVIEW, State.RETURNED)

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="revisions")
    data = models.JSONField(default=dict)
    base = models.PositiveIntegerField()
    minor = models.BooleanField(_("kleine Änderung, der Sinn bleibt gleich"), default=False)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.IN_REVIEW)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("Änderungsvorschlag")
        verbose_name_plural = _("Änderungsvorschläge")
        constraints = (
            models.UniqueConstraint(
                fields=("offer",),
                name="offerrevision_one_open",
                condition=Q(state__in=("in_review", "returned")),
                violation_error_message=_("Für dieses Angebot liegt schon ein Änderungsvorschlag vor."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer_id} {self.state}"


class OfferStep(models.Model):
    """One step in an offer's life: who did what, when, and what they said about it."""

    class Step(models.TextChoices):
        SUBMITTED = "submitted", _("zur Prüfung gegeben")
        RETURNED = "returned", _("zurückgegeben")
        PUBLISHED = "published", _("veröffentlicht")
        PUBLISHED_ALONE = "alone", _("veröffentlicht, ohne zweite Person")
        CHANGED = "changed", _("geändert")
        CONFIRMED = "confirmed", _("bestätigt")
        TO_VERIFY = "to_verify", _("zu prüfen")
        ARCHIVED = "archived", _("archiviert")
        RESTORED = "restored", _("wiederhergestellt")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    comment = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("Schritt")
        verbose_name_plural = _("Schritte")

    def __str__(self) -> str:
        return f"{self.offer_id} {self.step}"
