"""Uploaded pictures: measured before they are decoded, written anew without metadata, served under names of ours."""

import io
import re
import struct
import zlib

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.forms import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 5_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 800
FORMATS = ("PNG", "JPEG", "WEBP")
NAME = re.compile(r"[0-9a-f]{32}\.webp")

TOO_LARGE = _("Das Bild ist zu groß. Erlaubt sind 5 MB.")
TOO_MANY_PIXELS = _("Das Bild hat zu viele Bildpunkte. Erlaubt sind 40 Millionen.")
NO_PICTURE = _("Das können wir nicht lesen. Bitte nehmen Sie ein Bild als PNG, JPEG oder WebP.")


def prepare(upload: UploadedFile) -> ContentFile:
    """Return the picture as WebP of at most 800 pixels a side, without metadata.

    Raises ValidationError for more than 5 MB or 40 megapixels, and for anything but PNG, JPEG and WebP.
    """
    if upload.size is None or upload.size > MOST_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")
    try:
        upload.seek(0)
        # Opening reads the head of the file only: the size is known before a single pixel is decoded.
        picture = Image.open(upload, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")
        return ContentFile(_written_anew(picture), name="picture.webp")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from error
    # What Pillow raises for a broken file depends on the place where it is broken.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error, zlib.error) as error:
        raise ValidationError(NO_PICTURE, code="no_picture") from error


def _written_anew(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
    upright = ImageOps.exif_transpose(picture)
    upright = upright.convert("RGBA" if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Only the pixels go on: a new picture knows nothing of the old one's metadata.
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()


class PictureField(forms.FileField):
    """A picture to upload: its value is the prepared file, or None when none was chosen."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"})

    def clean(self, data: UploadedFile | None, initial: object = None) -> ContentFile | None:
        super().clean(data, initial)
        return prepare(data) if data else None


def replace(field: FieldFile, new: ContentFile | None) -> None:
    """Put a new picture in place of the old one, or none. The row is not saved; the old file goes when the transaction has committed."""
    old = field.name
    if new is None:
        field.name = ""
    else:
        field.save("picture.webp", new, save=False)
    if old:
        transaction.on_commit(lambda: default_storage.delete(old))


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse:
    """Serve one picture. Its name is new each time; a day is the longest that others keep one whose consent was withdrawn (DOMAIN §8)."""
    file = settings.MEDIA_ROOT / "pictures" / name
    if not NAME.fullmatch(name) or not file.is_file():
        raise Http404
    response = HttpResponse(file.read_bytes(), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
