"""What a person has agreed to, until when, and how it ended."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.languages import CODES, LANGUAGES, SOURCE
from stories.models.choices import Channel, EndReason
from stories.models.story import Story

EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)


class Consent(models.Model):
    """The consent behind a story. Address and name serve to ask and to tell, and are never shown.

    `channels` and `languages` are what she ticked; nothing is shown in a channel or language that is not among them.
    """

    class How(models.TextChoices):
        LINK = "link", _("über den persönlichen Link")

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="consent")
    email = models.EmailField(_("E-Mail der Person"), blank=True)
    language = models.CharField(
        _("Sprache der Nachrichten"), max_length=5, choices=[(language.code, language.name) for language in LANGUAGES], default=SOURCE
    )
    channels = ArrayField(models.CharField(max_length=8, choices=Channel), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    ends_on = models.DateField(_("gilt bis"), null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True, editable=False)
    given_how = models.CharField(max_length=8, choices=How, blank=True, editable=False)
    # Counted up by each new link that is sent: the older ones end.
    link_number = models.PositiveIntegerField(default=0, editable=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # What the person wishes to be different; ends with the next link.
    wish = models.TextField(max_length=2000, blank=True, editable=False)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True, editable=False)

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        constraints = (
            models.CheckConstraint(name="consent_known_languages", condition=Q(languages__contained_by=list(CODES))),
            models.CheckConstraint(name="consent_known_channels", condition=Q(channels__contained_by=list(Channel.values))),
            models.CheckConstraint(
                name="consent_end_date", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=EARLIEST, ends_on__lte=LATEST)
            ),
            models.CheckConstraint(
                name="consent_ended_with_reason",
                condition=Q(ended_at__isnull=True, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
        )

    def __str__(self) -> str:
        return str(self.story_id)
