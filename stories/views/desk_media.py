"""Photos and films of a story at the desk."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from networks.forms.editor import with_another_row
from portal.desk import desk_page
from stories import media
from stories.forms.media import MediaEditor
from stories.models import MediaKind, State, Story, StoryMedia
from stories.views.desk import mine


@desk_page
@require_safe
def media_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What a story shows besides words."""
    story = mine(request, pk)
    return render(request, "stories/desk_media.html", {"story": story, "most": media.MOST_ITEMS})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def media_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Add a photo or a film."""
    if kind not in MediaKind.values:
        raise Http404
    story = mine(request, pk)
    return _write(request, story, StoryMedia(story=story, kind=kind))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def media_edit(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Change a photo or a film."""
    story = mine(request, pk)
    return _write(request, story, get_object_or_404(StoryMedia, story=story, pk=item))


def _write(request: HttpRequest, story: Story, item: StoryMedia) -> HttpResponse:
    address = reverse("story_desk:media", args=[story.pk])
    if story.state == State.ENDED:
        return HttpResponseRedirect(address)
    form = MediaEditor(item, request.POST or None, request.FILES or None)
    if request.method == "POST" and request.POST.get("more"):
        form = MediaEditor(item, with_another_row(request.POST, "captions"))
        form.form.is_valid()
    elif request.method == "POST":
        form = MediaEditor(item, request.POST, request.FILES)
        if form.is_valid():
            try:
                media.save(item, form.given()) if item.pk else media.add(story, item.kind, form.given())
            except ValidationError as error:
                form.accuse(error)
            else:
                messages.success(request, _("Gespeichert."))
                return HttpResponseRedirect(address)
    return render(request, "stories/desk_media_edit.html", {"story": story, "item": item, "editor": form})


@desk_page
@require_POST
def media_delete(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Delete a photo or a film with its files."""
    story = mine(request, pk)
    found = get_object_or_404(StoryMedia, story=story, pk=item)
    found.story = story
    try:
        media.remove(found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Gelöscht."))
    return HttpResponseRedirect(reverse("story_desk:media", args=[pk]))
