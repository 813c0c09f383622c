"""Uploaded pictures: what is refused, what is taken out, how they are served."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from portal import pictures


def upload(picture: Image.Image, kind: str = "JPEG", **options: Any) -> SimpleUploadedFile:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return SimpleUploadedFile(f"bild.{kind.lower()}", file.getvalue())


def huge_png() -> SimpleUploadedFile:
    """A few bytes that say they are 50,000 × 50,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    return SimpleUploadedFile("bombe.png", b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))


def test_a_picture_is_small_upright_and_knows_nothing_of_its_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90°
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825)[2] = (50.0, 30.0, 0.0)
    written = Image.open(pictures.prepare(upload(Image.new("RGB", (2000, 1000), "teal"), exif=exif)))
    assert (written.format, written.size) == ("WEBP", (400, 800))
    assert dict(written.getexif()) == {}
    assert "exif" not in written.info
    assert "xmp" not in written.info


def test_a_transparent_logo_stays_transparent() -> None:
    written = Image.open(pictures.prepare(upload(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")))
    assert (written.mode, written.size, written.getpixel((10, 10))[3]) == ("RGBA", (50, 50), 0)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_common_formats_are_taken(kind: str) -> None:
    assert pictures.prepare(upload(Image.new("RGB", (20, 20)), kind)).size > 0


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "no_picture"),
        (SimpleUploadedFile("a.jpg", b"not a picture at all"), "no_picture"),
        (upload(Image.new("RGB", (20, 20)), "GIF"), "no_picture"),
        (SimpleUploadedFile("a.jpg", upload(Image.new("RGB", (400, 400))).read()[:300]), "no_picture"),
        (SimpleUploadedFile("a.jpg", b"x" * 5_000_001), "too_large"),
        (huge_png(), "too_many_pixels"),
    ],
)
def test_everything_else_is_refused_with_a_reason(file: SimpleUploadedFile, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        pictures.prepare(file)
    assert refused.value.code == code


@pytest.mark.django_db
def test_pictures_are_served_for_ever_and_nothing_else_is(visitor: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "pictures").mkdir()
    name = "0123456789abcdef0123456789abcdef.webp"
    (tmp_path / "pictures" / name).write_bytes(b"RIFF")
    (tmp_path / "pictures" / "secret.txt").write_text("x")
    answer = visitor.get(f"/media/pictures/{name}")
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (200, "image/webp", "nosniff")
    assert "immutable" in answer["Cache-Control"]
    for other in ("secret.txt", "..%2fsecret.txt", name.upper(), "f" * 32 + ".webp", name + "%0a"):
        assert visitor.get(f"/media/pictures/{other}").status_code == 404
