"""Pictures and films of a story."""

import uuid

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.languages import LANGUAGES
from stories.models.choices import MediaKind
from stories.models.story import Story


def picture_name(instance: models.Model, filename: str) -> str:
    """Return where a picture is kept, beside all pictures; the name says nothing and is new each time."""
    return f"pictures/{uuid.uuid4().hex}.webp"


def video_name(instance: models.Model, filename: str) -> str:
    """Return where a film is kept."""
    return f"videos/{uuid.uuid4().hex}.{'webm' if filename.lower().endswith('.webm') else 'mp4'}"


class StoryMedia(models.Model):
    """A photo, or a film as a file or at an address outside, which is asked only after a click that says where the request goes."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="media")
    kind = models.CharField(_("Art"), max_length=5, choices=MediaKind, default=MediaKind.PHOTO)
    position = models.PositiveSmallIntegerField(default=0)
    # The photo, or what stands for a film before it runs. `small` is made from it.
    picture = models.ImageField(_("Bild"), upload_to=picture_name, blank=True)
    small = models.ImageField(upload_to=picture_name, blank=True, editable=False)
    video = models.FileField(_("Video"), upload_to=video_name, blank=True, validators=[FileExtensionValidator(["mp4", "webm"])])
    external_url = models.URLField(_("Adresse des Videos"), max_length=500, blank=True)
    alt = models.CharField(_("Was auf dem Bild zu sehen ist"), max_length=200, blank=True)
    transcript = models.TextField(_("Was im Video gesagt wird"), max_length=12000, blank=True)
    credit = models.CharField(_("Wer hat das aufgenommen?"), max_length=120, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=60, blank=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("Bild oder Video")
        verbose_name_plural = _("Bilder und Videos")
        constraints = (
            models.CheckConstraint(
                name="storymedia_shows_something",
                condition=(Q(kind="photo") & ~Q(picture="")) | (Q(kind="video") & (~Q(video="") | ~Q(external_url=""))),
                violation_error_message=_("Bitte wählen Sie eine Datei oder geben Sie eine Adresse an."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.story_id} {self.kind}"


class StoryCaption(models.Model):
    """The subtitles of a film in one language (WebVTT)."""

    media = models.ForeignKey(StoryMedia, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(max_length=5, choices=[(language.code, language.name) for language in LANGUAGES])
    text = models.TextField(max_length=100_000)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("Untertitel")
        verbose_name_plural = _("Untertitel")
        constraints = (models.UniqueConstraint(fields=("media", "language"), name="storycaption_once"),)

    def __str__(self) -> str:
        return f"{self.media_id} {self.language}"
