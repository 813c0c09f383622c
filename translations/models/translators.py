"""Who translates into which languages."""

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
