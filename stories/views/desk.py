"""Stories at the desk: the list, the overview of one, and the steps open to the desk. None of them publishes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import saved_filters
from accounts.access import require
from portal.desk import desk_page
from stories import approval, desk_list, ending, overview
from stories.access import can_edit_story, has_stories, visible_to
from stories.models import EndReason, State, Story
from stories.pages import complete_rows

# What a page asks before it does it.
END, DELETE = "end", "delete"


@desk_page
@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """Stories of the account's regions, in any state."""
    require(has_stories(request.user))
    found = desk_list.read(request.GET, user=request.user, today=timezone.localdate())
    context = {"list": found, "form": found.form, "saved_filters": saved_filters.of(request.user, "stories")}
    return render(request, "stories/desk_list.html", context)


def mine(request: HttpRequest, pk: int) -> Story:
    """Return a story of the account's regions with all its rows; 404 for others."""
    story = get_object_or_404(complete_rows().filter(pk__in=visible_to(request.user).values("pk")), pk=pk)
    require(can_edit_story(request.user, story))
    return story


@desk_page
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How a story stands, what was agreed to, and what can be done."""
    story = mine(request, pk)
    return render(request, "stories/desk_detail.html", {"story": story, "consent": story.consent, "overview": overview.read(story)})


@desk_page
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the person a new link."""
    story = mine(request, pk)
    try:
        approval.ask(story, by=request.user)
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
    else:
        messages.success(request, _("Der Link ist unterwegs. Ältere Links gelten nicht mehr."))
    return HttpResponseRedirect(reverse("story_desk:detail", args=[pk]))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """End the consent, or delete a draft: a page that asks, then a POST."""
    if name not in (END, DELETE):
        raise Http404
    story = mine(request, pk)
    address = reverse("story_desk:detail", args=[pk])
    if request.method != "POST":
        open_to = overview.read(story)
        if not (open_to.can_end if name == END else open_to.can_delete):
            return HttpResponseRedirect(address)
        return render(request, "stories/desk_step.html", {"story": story, "name": name})
    try:
        if name == END:
            if story.state == State.ENDED or story.consent.given_at is None:
                return HttpResponseRedirect(address)
            ending.end(story, reason=EndReason.DESK, by=request.user, now=timezone.now())
            messages.success(request, _("Die Einwilligung ist beendet. Bilder und Videos sind gelöscht."))
        else:
            ending.delete_draft(story, by=request.user)
            messages.success(request, _("Der Entwurf ist gelöscht."))
            address = reverse("story_desk:list")
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
    return HttpResponseRedirect(address)
