"""The editor of a story: one page to write, with what readers will see, and a question before a public story goes off the web."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import drafts
from accounts.access import require
from networks.forms.editor import bind, with_another_row
from networks.profiles import Stale
from networks.sheets import Sheet
from portal.desk import desk_page
from portal.languages import BY_CODE, LANGUAGES, SOURCE
from portal.pickers import region_choices
from stories import preview as previews
from stories import values, writing
from stories.access import has_stories
from stories.forms.editor import StoryEditor
from stories.models import State, Story
from stories.views.desk import mine

# What a draft never holds.
_NOT_TYPED = {"csrfmiddlewaretoken", "version", "more", "offline"}


class Writing:
    """One visit of the editor: the story, under which name its draft is kept, and what the page says besides the form."""

    def __init__(self, request: HttpRequest, story: Story) -> None:
        self.request, self.story = request, story
        self.draft_name = story.draft_name
        self.draft: Any = None
        self.changes: list[Any] = []
        # Saving would take a public story off the web: the page asks first.
        self.asks_offline = False

    def editor(self, data: QueryDict | None = None, *, unchecked: bool = False) -> StoryEditor:
        return StoryEditor(self.story, data, unchecked=unchecked)

    def page(self, form: StoryEditor) -> HttpResponse:
        context = {
            "editor": form,
            "story": Story.objects.select_related("consent").get(pk=self.story.pk) if self.story.pk else None,
            "writing": self,
            "task": self,
            "draft": self.draft,
            "draft_name": self.draft_name,
            "changes": self.changes,
            "regions": region_choices(),
            "languages": LANGUAGES,
        }
        return render(self.request, "stories/desk_edit.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a story. It stays a draft until the person has agreed."""
    require(has_stories(request.user))
    return _write(Writing(request, Story()))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a story that is not over."""
    story = mine(request, pk)
    if story.state == State.ENDED:
        return HttpResponseRedirect(reverse("story_desk:detail", args=[pk]))
    return _write(Writing(request, Story.objects.get(pk=pk)))


def _write(visit: Writing) -> HttpResponse:
    request = visit.request
    if request.method != "POST":
        draft = drafts.read(request.user, visit.draft_name)
        if draft and request.GET.get("draft"):
            return visit.page(visit.editor(bind(draft.data | {"version": [str(draft.base)]}), unchecked=True))
        visit.draft = draft
        return visit.page(visit.editor())
    if name := request.POST.get("more"):
        return visit.page(visit.editor(with_another_row(request.POST, name), unchecked=True))
    form = visit.editor(request.POST)
    if form.is_valid():
        try:
            saved = _save(visit, form)
        except writing.GoesOffline:
            visit.asks_offline = True
        except Stale as stale:
            visit.changes = stale.changes
            data = request.POST.copy()
            # Saving once more is meant: the difference has been shown.
            data["version"] = str(stale.version)
            form = visit.editor(data)
        except ValidationError as error:
            form.accuse(error)
        else:
            drafts.forget(request.user, visit.draft_name)
            messages.success(request, _("Gespeichert."))
            return HttpResponseRedirect(f"{reverse('story_desk:edit', args=[saved.pk])}?saved=1")
    _keep(visit)
    return visit.page(form)


def _save(visit: Writing, form: StoryEditor) -> Story:
    given, user = form.given(), visit.request.user
    if visit.story.pk is None:
        return writing.create(given, by=user)
    stored, base = Story(pk=visit.story.pk), form.form.cleaned_data["version"]
    return writing.save(stored, given, by=user, base=base, may_go_offline=bool(visit.request.POST.get("offline")))


def _keep(visit: Writing) -> None:
    """Keep what could not be saved."""
    data = {key: found for key, found in visit.request.POST.lists() if key not in _NOT_TYPED}
    base = visit.request.POST.get("version", "")
    if len(str(data)) <= drafts.MOST_SIGNS:
        drafts.keep(visit.request.user, visit.draft_name, data=data, base=int(base) if base.isdecimal() and len(base) < 10 else 0)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def preview_new(request: HttpRequest) -> HttpResponse:
    """Show what is being typed before it was ever saved."""
    require(has_stories(request.user))
    return _preview(Writing(request, Story()))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is being typed as a reader sees it, in the language of `?lang=`; nothing is saved."""
    mine(request, pk)
    return _preview(Writing(request, Story.objects.get(pk=pk)))


def _preview(visit: Writing) -> HttpResponse:
    request, story = visit.request, visit.story
    language = BY_CODE.get(request.GET.get("lang", SOURCE), BY_CODE[SOURCE])
    sheet = values.read(story)
    if request.method == "POST":
        form = visit.editor(request.POST)
        form.is_valid()
        typed = form.sheet()
        sheet = Sheet(sheet.columns | typed.columns, {}, sheet.parts | typed.parts)
    shown = previews.as_page(story, sheet)
    context = {
        "profile": shown.title,
        "story": shown,
        "shown": language,
        "template": "stories/_preview_story.html",
        "untranslated": previews.falls_back(shown, language.code),
    }
    return render(request, f"networks/desk/{'_preview_panel' if request.htmx else 'preview'}.html", context)
