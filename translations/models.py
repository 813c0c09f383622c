"""Who translates into which languages, and from which German text each translation was made."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import CODES, LANGUAGES, SOURCE


class Translator(models.Model):
    """An account that may write translations into some languages."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="translator")
    languages = ArrayField(
        models.CharField(max_length=5, choices=[(language.code, language.name) for language in LANGUAGES if language.code != SOURCE]),
        verbose_name=_("Sprachen"),
    )

    class Meta:
        verbose_name = _("Übersetzerin oder Übersetzer")
        verbose_name_plural = _("Übersetzerinnen und Übersetzer")
        constraints = (
            models.CheckConstraint(
                name="translator_known_languages",
                condition=models.Q(languages__contained_by=[code for code in CODES if code != SOURCE]) & ~models.Q(languages=[]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} ({', '.join(self.languages)})"


class TextState(models.Model):
    """The digest of the German text that one translation was made from. Another digest today means: outdated."""

    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("model", "object_id", "field", "language"), name="textstate_once"),)

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.field} {self.language}"
