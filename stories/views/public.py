"""Public pages of stories: the list, one story, its subtitles. None of them sets a cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.models import Advisor, Visibility
from portal import lists
from portal.cache import public_page, wants_fragment
from portal.pickers import region_options
from stories import listing, reading, structured
from stories.filters import PARAMETERS, SORTS
from stories.models import MediaKind, Story, StoryCaption


@require_safe
@public_page(*PARAMETERS)
def story_list(request: HttpRequest) -> HttpResponse:
    """The list as a page, or only its changing part for htmx."""
    found = listing.read(request.GET)
    context = {
        "list": found,
        "groups": lists.groups(found),
        "chips": lists.chips(found),
        "sorts": SORTS,
        "region_options": region_options(tuple(found.chosen.get("region", ())[:1])),
    }
    response = render(request, "stories/_list.html" if wants_fragment(request) else "stories/story_list.html", context)
    if found.is_miss:
        # Not noted, as the lists of offers do: people look for names here.
        response["Cache-Control"] = "no-store"
    return response


@require_safe
@public_page()
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One story. When the consent has ended: 410 with ways on, and not a word about the person."""
    story = reading.read(slug)
    if story is None:
        raise Http404
    shown = reading.for_readers(story, timezone.localdate())
    if shown.has_ended:
        return render(request, "stories/story_gone.html", {"region": story.region_id}, status=410)
    if not shown.languages:
        raise Http404
    picture = _picture(story)
    context = {
        "story": story,
        "asks_advisor": _is_public(story.advisor),
        "public_languages": shown.languages,
        "picture": picture,
        "structured": structured.story_data(story, shown.languages, picture),
    }
    return render(request, "stories/story_detail.html", context)


def _picture(story: Story) -> str:
    return next((item.picture.url for item in story.media.all() if item.kind == MediaKind.PHOTO and item.picture), "")


def _is_public(advisor: Advisor | None) -> bool:
    return advisor is not None and advisor.state == Advisor.State.ACTIVE and advisor.visibility == Visibility.PUBLIC


@require_safe
def captions(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The subtitles of a film of a public story, in a language the person agreed to."""
    story = reading.read(slug)
    if story is None:
        raise Http404
    shown = reading.for_readers(story, timezone.localdate())
    found = get_object_or_404(StoryCaption, pk=pk, media__story=story, language__in=shown.languages)
    response = HttpResponse(found.text, content_type="text/vtt; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    # Gone at once when the consent ends.
    response["Cache-Control"] = "private, no-cache"
    return response
