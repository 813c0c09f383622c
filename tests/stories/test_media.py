"""Photos, films and subtitles: what is let in, who sees it, and that nothing stays of what is gone."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from stories import captions
from stories.links import token_for
from stories.media import MOST_BYTES, video_kind
from stories.models import Story, StoryMedia
from tests.access.world import make_world, sign_in
from tests.factories import approve_again

pytestmark = pytest.mark.django_db
DESK = "/de/desk/stories/8001/media/"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(range(256)) * 8
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(500)
VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\nGuten <b>Tag</b>\n\n2\n00:00:03.000 --> 00:00:04.000 align:start\nBis bald\n"
NO_ROWS = {"captions-TOTAL_FORMS": "0", "captions-INITIAL_FORMS": "0"}


@pytest.fixture
def desk(settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return sign_in(make_world()["own_coordinator"])


def picture(side: int = 1200) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (side, side // 2), "teal").save(written, "JPEG")
    return SimpleUploadedFile("foto.jpg", written.getvalue(), "image/jpeg")


def film(content: bytes = MP4, name: str = "film.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "video/mp4")


def test_a_photo_is_stored_twice_and_takes_the_story_off_the_web(desk: Client, tmp_path: Path) -> None:
    answer = desk.post(f"{DESK}new/photo/", {"picture_file": picture(), "alt_de": "Ein Laden", "credit": "Foto: E."})
    assert answer.status_code == 302
    item = StoryMedia.objects.get(kind="photo")
    with Image.open(item.picture.path) as large, Image.open(item.small.path) as small:
        assert (large.size, small.size) == ((800, 400), (400, 200))
    assert Story.objects.get(pk=8001).state == "draft"
    assert Client().get(item.picture.url).status_code == 200


def test_a_photo_says_what_is_to_be_seen(desk: Client, tmp_path: Path) -> None:
    page = desk.post(f"{DESK}new/photo/", {"picture_file": picture()})
    assert "Manche hören das Bild." in page.text
    assert not list(tmp_path.rglob("*.webp"))
    assert "Bitte wählen Sie eine Datei." in desk.post(f"{DESK}new/photo/", {"alt_de": "Ein Laden"}).text


@pytest.mark.parametrize("content", [
    b"", b"nothing", b"\x00\x00\x00\x18ftyp", b"<html><script>alert(1)</script>", b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ",
    b"\x1a\x45\xdf\xa3matroska only", b"GIF89a" + bytes(40), b"\xff\xff\xff\xffftypisom" + bytes(40), b"\x00" * 5000,
])  # fmt: skip
def test_what_is_no_film_is_refused_whatever_its_name(desk: Client, tmp_path: Path, content: bytes) -> None:
    page = desk.post(f"{DESK}new/video/", NO_ROWS | {"video_file": film(content)})
    assert page.status_code == 200
    assert "Da fehlt noch etwas" in page.text
    assert StoryMedia.objects.count() == 1
    assert not list(tmp_path.rglob("*.*"))


def test_a_film_that_is_too_large_is_refused() -> None:
    upload = film()
    upload.size = MOST_BYTES + 1
    with pytest.raises(ValidationError, match="60 MB"):
        video_kind(upload)


@pytest.mark.parametrize("url", ["http://film.example.org/1", "javascript:alert(1)", "ftp://film.example.org/", "https://"])
def test_an_address_of_a_film_is_https(desk: Client, url: str) -> None:
    assert desk.post(f"{DESK}new/video/", NO_ROWS | {"external_url": url}).status_code == 200
    assert StoryMedia.objects.count() == 1


@pytest.mark.parametrize(("content", "ending", "kind"), [(MP4, "mp4", "video/mp4"), (WEBM, "webm", "video/webm")])
def test_a_film_is_served_in_parts_to_whom_it_may_be_shown(desk: Client, content: bytes, ending: str, kind: str) -> None:
    # The name lies; the first bytes do not.
    sent = desk.post(f"{DESK}new/video/", NO_ROWS | {"video_file": film(content, "film.txt")})
    assert sent.status_code == 302
    item = StoryMedia.objects.exclude(pk=8001).get()
    address = f"/media/{item.video.name}"
    assert address.endswith(f".{ending}")
    # Off the web: nobody but the desk and the person.
    assert Client().get(address).status_code == 404
    assert desk.get(address).status_code == 200
    token = token_for(Story.objects.get(pk=8001).consent)
    assert Client().get(f"{address}?t={token}").status_code == 200
    assert Client().get(f"{address}?t={token}x").status_code == 404
    story = approve_again(Story.objects.get(pk=8001))
    Story.objects.filter(pk=8001).update(state="published")
    answer = Client().get(address, headers={"Range": "bytes=4-9"})
    assert (answer.status_code, answer["Content-Range"], answer["Content-Type"]) == (206, f"bytes 4-9/{len(content)}", kind)
    assert b"".join(answer.streaming_content) == content[4:10]
    last = Client().get(address, headers={"Range": "bytes=-5"})
    assert b"".join(last.streaming_content) == content[-5:]
    assert Client().get(address, headers={"Range": f"bytes={len(content)}-"}).status_code == 416
    for odd in ("bytes=", "bytes=9-4x", "lines=1-2", "bytes=0-1,3-4", "bytes=" + "9" * 40 + "-"):
        assert Client().get(address, headers={"Range": odd}).status_code == 200
    assert b"".join(Client().head(address).streaming_content) == b""
    assert "no-cache" in answer["Cache-Control"]
    assert story.pk == 8001


@pytest.mark.parametrize("name", ["a.mp4", "../secret", "0" * 32 + ".mov", "0" * 32 + ".mp4", "%00.mp4"])
def test_odd_names_of_films_lead_nowhere(desk: Client, name: str) -> None:
    assert desk.get(f"/media/videos/{name}").status_code in (400, 404)


def test_deleting_and_replacing_leave_no_files(desk: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    desk.post(f"{DESK}new/photo/", {"picture_file": picture(), "alt_de": "Ein Laden"})
    item = StoryMedia.objects.get(kind="photo")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{DESK}{item.pk}/", {"picture_file": picture(600), "alt_de": "Ein Laden"})
    assert len(list(tmp_path.rglob("*.webp"))) == 2
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{DESK}{item.pk}/delete/")
    assert not list(tmp_path.rglob("*.webp"))


def test_subtitles_come_as_text_or_file_and_are_read_strictly(desk: Client) -> None:
    rows = {
        "captions-TOTAL_FORMS": "2", "captions-INITIAL_FORMS": "0", "captions-0-language": "de", "captions-0-text": VTT,
        "captions-1-language": "ar", "captions-1-file": SimpleUploadedFile("ar.vtt", ("\ufeff" + VTT).encode()),
        "external_url": "https://film.example.org/1",
    }  # fmt: skip
    assert desk.post(f"{DESK}8001/", rows).status_code == 302
    assert sorted(StoryMedia.objects.get(pk=8001).captions.values_list("language", flat=True)) == ["ar", "de"]
    for bad in (b"\xff\xfe\x00", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<script>x</script>", b"WEBVTT\n\n\0"):
        page = desk.post(f"{DESK}8001/", rows | {"captions-1-file": SimpleUploadedFile("ar.vtt", bad)})
        assert "Da fehlt noch etwas" in page.text


def test_subtitles_nobody_agreed_to_are_not_public(desk: Client) -> None:
    caption = StoryMedia.objects.get(pk=8001).captions.create(language="ar", text=VTT)
    approve_again(Story.objects.get(pk=8001))
    assert Client().get("/media/captions/8001.vtt").status_code == 200
    assert Client().get(f"/media/captions/{caption.pk}.vtt").status_code == 404
    assert desk.get(f"/media/captions/{caption.pk}.vtt")["Content-Type"] == "text/vtt; charset=utf-8"
    assert Client().get("/media/captions/99999999999999999999.vtt").status_code == 404


@pytest.mark.parametrize("text", [
    VTT, VTT.replace("\n", "\r\n"), "WEBVTT - Titel\n\nNOTE nichts\n\n01:00.000 --> 01:01.000\n<v Ayşe>Ja &amp; nein</v>",
    "WEBVTT\n\n00:00.000 --> 00:01.000\n<lang ar>نعم</lang>",
])  # fmt: skip
def test_good_subtitles(text: str) -> None:
    assert captions.clean(text).startswith("WEBVTT")
    assert captions.clean(captions.clean(text)) == captions.clean(text)


@pytest.mark.parametrize("text", [
    "", "WEBVTT", "00:01.000 --> 00:02.000\nA", "WEBVTTX\n\n00:01.000 --> 00:02.000\nA", "WEBVTT\n00:01.000 --> 00:02.000\nA",
    "WEBVTT\n\n00:01.000 --> 00:02.000\n", "WEBVTT\n\n00:02.000 --> 00:01.000\nA", "WEBVTT\n\n00:02.000 --> 00:02.000\nA",
    "WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB", "WEBVTT\n\n0:1 --> 0:2\nA", "WEBVTT\n\nA\nB",
    "WEBVTT\n\n00:01.000 --> 00:02.000\n<script>x</script>", "WEBVTT\n\n00:01.000 --> 00:02.000\n<b onclick=x>A</b>",
    "WEBVTT\n\n00:01.000 --> 00:02.000\nA & B", "WEBVTT\n\n00:01.000 --> 00:02.000\n1 < 2", "WEBVTT\n\nSTYLE\n::cue{}\n\n00:01.000 --> 00:02.000\nA",
    "WEBVTT\n\n00:01.000 --> 00:02.000 onload:x=1\nA", "WEBVTT\n\n99:99.000 --> 99:99.999\nA", "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000",
])  # fmt: skip
def test_bad_subtitles(text: str) -> None:
    with pytest.raises(ValidationError):
        captions.clean(text)
