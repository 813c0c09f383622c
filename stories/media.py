"""Photos and films of a story: what is stored of an upload, and what a change of it means."""

import io
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from networks.sheets import in_all
from stories import approval, ending
from stories.models import MediaKind, State, Story, StoryCaption, StoryMedia
from stories.writing import settle
from translations.following import follow, texts_before

MOST_BYTES = 60_000_000
MOST_ITEMS = 12
# The derived picture for cards and lists.
SMALL_SIDE = 400
COLUMNS = ("external_url", *in_all("alt", "transcript"), "credit", "licence")
TOO_LARGE = gettext_lazy("Das Video ist zu groß. Erlaubt sind 60 MB.")
NO_VIDEO = gettext_lazy("Das können wir nicht lesen. Bitte nehmen Sie ein Video als MP4 oder WebM.")
_WEBM = b"\x1a\x45\xdf\xa3"


def video_kind(upload: UploadedFile) -> str:
    """Return "mp4" or "webm" as the first bytes say, whatever the name. Raises ValidationError for anything else, and above 60 MB."""
    if upload.size is None or upload.size > MOST_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    if len(head) >= 16 and head[4:8] == b"ftyp" and 8 <= int.from_bytes(head[:4], "big") <= 4096 and head[8:11] != b"qt ":
        return "mp4"
    if head.startswith(_WEBM) and b"webm" in head:
        return "webm"
    raise ValidationError(NO_VIDEO, code="no_video")


def small_of(picture: ContentFile) -> ContentFile:
    """Return the small picture made from a prepared one."""
    picture.seek(0)
    with Image.open(picture, formats=("WEBP",)) as opened:
        opened.thumbnail((SMALL_SIDE, SMALL_SIDE))
        written = io.BytesIO()
        opened.save(written, "WEBP", quality=80, method=4)
    picture.seek(0)
    return ContentFile(written.getvalue(), name="small.webp")


@dataclass
class Given:
    """What was sent about one photo or film: checked values, new files, subtitles by language."""

    columns: dict[str, Any]
    picture: ContentFile | None = None
    video: File | None = None
    captions: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def add(story: Story, kind: str, given: Given) -> StoryMedia:
    """Store a new photo or film. Side effects as `save`. Raises ValidationError when there are too many, or nothing to show."""
    story = _open(story)
    number = story.media.count()
    if number >= MOST_ITEMS:
        raise ValidationError(_("Mehr Bilder und Videos hat eine Geschichte nicht."))
    item = StoryMedia(story=story, kind=kind, position=number)
    return _write(story, item, given)


@transaction.atomic
def save(item: StoryMedia, given: Given) -> StoryMedia:
    """Change a photo or film. Side effects: old files go when this is committed, a public story goes off the web."""
    story = _open(item.story)
    return _write(story, StoryMedia.objects.get(pk=item.pk, story=story), given)


@transaction.atomic
def remove(item: StoryMedia) -> None:
    """Delete a photo or film with its files. Side effects as `save`."""
    story = _open(item.story)
    ending.delete_media(item)
    story.version += 1
    story.save(update_fields=["version", "changed_at"])
    settle(story, may_go_offline=True)


def _open(story: Story) -> Story:
    story = approval.locked(story)
    if story.state == State.ENDED:
        raise ValidationError(_("Diese Einwilligung ist beendet."))
    return story


def _write(story: Story, item: StoryMedia, given: Given) -> StoryMedia:
    texts = texts_before(item)
    old = ending.files_of(item)
    for name, value in given.columns.items():
        setattr(item, name, value or "")
    made = _store(item, given)
    try:
        if item.kind == MediaKind.PHOTO and not item.alt_de:
            raise ValidationError({"alt_de": _("Bitte sagen Sie, was auf dem Bild zu sehen ist. Manche hören das Bild.")})
        if item.video and item.external_url:
            raise ValidationError({"external_url": _("Bitte wählen Sie: eine Datei oder eine Adresse.")})
        item.full_clean(exclude=["story"])
        item.save()
        _write_captions(item, given.captions)
    except Exception:
        # Nothing of a refused upload stays behind.
        for name in made:
            default_storage.delete(name)
        raise
    follow(item, texts)
    kept = ending.files_of(item)
    transaction.on_commit(lambda: [default_storage.delete(name) for name in old if name not in kept])
    story.version += 1
    story.save(update_fields=["version", "changed_at"])
    settle(story, may_go_offline=True)
    return item


def _store(item: StoryMedia, given: Given) -> list[str]:
    """Write new files under names of ours; returns those names."""
    made = []
    if given.picture is not None:
        small = small_of(given.picture)
        item.picture.save("picture.webp", given.picture, save=False)
        item.small.save("small.webp", small, save=False)
        made += [item.picture.name, item.small.name]
    if given.video is not None:
        item.video.save(f"film.{video_kind(given.video)}", given.video, save=False)
        made.append(item.video.name)
    return made


def _write_captions(item: StoryMedia, captions: dict[str, str]) -> None:
    StoryCaption.objects.filter(media=item).exclude(language__in=captions).delete()
    for language, text in captions.items():
        StoryCaption.objects.update_or_create(media=item, language=language, defaults={"text": text})
