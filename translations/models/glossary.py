"""Terms of the field and how they are agreed to be said in each language."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from translations.models.records import LANGUAGE_CHOICES


class GlossaryTerm(models.Model):
    """A German term. `keep_german`: every translation shows the German in brackets, because it stands on signs and forms."""

    class Domain(models.TextChoices):
        FOUNDING = "founding", _("Gründung")
        REGISTRATION = "registration", _("Anmeldung und Steuern")
        RESIDENCE = "residence", _("Aufenthalt")
        MONEY = "money", _("Geld")
        ACTORS = "actors", _("Stellen und Menschen")
        PORTAL = "portal", _("dieses Portal")
        EVENTS = "events", _("Veranstaltungen")

    code = models.SlugField(max_length=20, unique=True)
    domain = models.CharField(_("Bereich"), max_length=12, choices=Domain)
    german = models.CharField(_("Deutsch"), max_length=120)
    keep_german = models.BooleanField(_("Deutsch in Klammern behalten"), default=False)
    note = models.CharField(_("Hinweis für Übersetzende"), max_length=300, blank=True)
    # Came with the product: an update may bring a better rendering as long as nobody here has changed it.
    shipped = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("german", "pk")
        verbose_name = pgettext_lazy("glossary", "Begriff")
        verbose_name_plural = pgettext_lazy("glossary", "Begriffe")
        constraints = (models.CheckConstraint(name="glossaryterm_has_german", condition=~models.Q(german="")),)

    def __str__(self) -> str:
        return self.german


class GlossaryRendering(models.Model):
    """How a term is said in one language; a draft until somebody who speaks it from home has reviewed it."""

    term = models.ForeignKey(GlossaryTerm, on_delete=models.CASCADE, related_name="renderings")
    language = models.CharField(max_length=5, choices=LANGUAGE_CHOICES)
    text = models.CharField(_("Übersetzung"), max_length=160)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    edited_here = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("term", "language"), name="glossaryrendering_once"),)

    def __str__(self) -> str:
        return f"{self.term_id} {self.language}"
