"""Films in parts, as players ask for them, and subtitles. A film that was withdrawn is gone from the disk and answers 404."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from stories.access import visible_to
from stories.approval import shown_languages
from stories.links import consent_for
from stories.models import State, Story, StoryCaption, StoryMedia

NAME = re.compile(r"[0-9a-f]{32}\.(mp4|webm)")
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PIECE = 64 * 1024


@require_safe
def video(request: HttpRequest, name: str) -> HttpResponseBase:
    """One film. `?t=` carries the person's token, who sees it before anybody else."""
    if not NAME.fullmatch(name):
        raise Http404
    item = get_object_or_404(StoryMedia.objects.select_related("story"), video=f"videos/{name}")
    public = _require_shown(request, item.story, everybody=_is_public(item.story))
    file = settings.MEDIA_ROOT / "videos" / name
    if not file.is_file():
        raise Http404
    response = _answer(request, file, "video/webm" if name.endswith("webm") else "video/mp4")
    return _dressed(response, public=public)


@require_safe
def captions(request: HttpRequest, pk: int) -> HttpResponse:
    """The subtitles of a film in one language."""
    caption = get_object_or_404(StoryCaption.objects.select_related("media__story"), pk=pk)
    story = caption.media.story
    public = _require_shown(request, story, everybody=_is_public(story) and caption.language in shown_languages(story))
    return _dressed(HttpResponse(caption.text, content_type="text/vtt; charset=utf-8"), public=public)


def _is_public(story: Story) -> bool:
    return Story.objects.published(timezone.localdate()).filter(pk=story.pk).exists()


def _require_shown(request: HttpRequest, story: Story, *, everybody: bool) -> bool:
    """Return whether everybody may see it; raise 404 where this reader may not: neither public, nor hers, nor of her region."""
    if everybody:
        return True
    opened = consent_for(request.GET.get("t", "")) if story.state != State.ENDED else None
    if opened and not opened.is_old and opened.consent.story_id == story.pk:
        return False
    if visible_to(request.user).filter(pk=story.pk).exists():
        return False
    raise Http404


def _dressed(response: HttpResponseBase, *, public: bool) -> HttpResponseBase:
    # Asked again each time: a story can end at any moment, and then no cache on the way may still have its film.
    response["Cache-Control"] = "private, no-cache" if public else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, file: Path, kind: str) -> HttpResponseBase:
    """Return the whole file or the part that was asked for (RFC 9110, 14). Several parts at once get the whole."""
    size = file.stat().st_size
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    first, last, status = 0, size - 1, 200
    if asked and (asked[1] or asked[2]):
        if asked[1]:
            first, last = int(asked[1]), min(int(asked[2]) if asked[2] else size - 1, size - 1)
        else:
            first = max(0, size - int(asked[2]))
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        status = 206
    body: Iterator[bytes] | tuple[()] = () if request.method == "HEAD" else _pieces(file, first, last)
    response = StreamingHttpResponse(body, status=status, content_type=kind)
    response["Accept-Ranges"], response["Content-Length"] = "bytes", str(last - first + 1)
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _pieces(file: Path, first: int, last: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        opened.seek(first)
        left = last - first + 1
        while left > 0 and (piece := opened.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
