"""The editor of an event: one page to write, with what a visitor will see, and a question before people are told of a new date."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import drafts
from accounts.access import coordinated_keys, require
from events import editor, values
from events import preview as previews
from events.access import can_create_events, can_edit_event, visible_to
from events.forms.editor import EventEditor
from events.models import Event, EventTemplate
from networks.forms.editor import bind, with_another_row
from networks.profiles import Stale
from networks.sheets import Sheet
from portal.desk import desk_page
from portal.languages import BY_CODE, LANGUAGES, SOURCE
from portal.pickers import region_choices
from translations.copying import Kept

# What a draft never holds.
_NOT_TYPED = {"csrfmiddlewaretoken", "version", "more", "move"}


class Writing:
    """One visit of the editor: the event, under which name its draft is kept, and what the page says besides the form."""

    def __init__(self, request: HttpRequest, event: Event, start: Sheet | None = None) -> None:
        self.request, self.event, self.start = request, event, start
        self.draft_name = f"event-{event.pk or 'new'}"
        self.draft: Any = None
        # What is known of the template's texts.
        self.records: Kept = []
        self.changes: list[Any] = []
        # How many people a new date would be told to; None while nothing moves.
        self.told: int | None = None
        self.templates: list[EventTemplate] = []

    def editor(self, data: QueryDict | None = None, *, unchecked: bool = False) -> EventEditor:
        files = self.request.FILES if data is not None and self.request.method == "POST" else None
        return EventEditor(self.event, data, files, user=self.request.user, start=self.start, unchecked=unchecked)

    def page(self, form: EventEditor) -> HttpResponse:
        stored = Event.objects.get(pk=self.event.pk) if self.event.pk else None
        context = {
            "editor": form,
            "event": stored,
            "writing": self,
            "task": self,
            "draft": self.draft,
            "draft_name": self.draft_name,
            "changes": self.changes,
            "regions": region_choices(),
            "languages": LANGUAGES,
        }
        return render(self.request, "events/desk_edit.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an event, with a template or without. It stays a draft until somebody publishes it."""
    require(can_create_events(request.user))
    event, start, records = _fresh(request)
    writing = Writing(request, event, start)
    writing.records = records
    if request.method != "POST":
        writing.templates = list(_templates(request))
    return _write(writing)


def _templates(request: HttpRequest) -> Any:
    """Templates for every region, those of the account's regions, and its own."""
    mine = Q(region__isnull=True) | Q(region__in=coordinated_keys(request.user)) | Q(created_by=request.user)
    bodies = request.user.memberships.values("organisation__regions")
    return EventTemplate.objects.filter(mine | Q(region__in=bodies)).distinct().order_by("code")


def _fresh(request: HttpRequest) -> tuple[Event, Sheet, Kept]:
    """Return an event without a row, as its template begins it, with the account's own organisation; and what is known of the texts."""
    code = request.GET.get("template", "")
    template = get_object_or_404(_templates(request), code=code) if code else None
    sheet = values.from_copy(template.values if template else {})
    own = list(request.user.memberships.values_list("organisation_id", flat=True)[:2])
    if len(own) == 1:
        sheet.columns.setdefault("organiser_id", own[0])
    event = Event(**sheet.columns)
    sheet.parts["attachments"] = []
    return event, sheet, template.values.get("records", []) if template else []


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event. What people must learn of it is told after a question."""
    return _write(Writing(request, _mine(request, pk)))


def _mine(request: HttpRequest, pk: int) -> Event:
    event = get_object_or_404(visible_to(request.user).select_related("organiser"), pk=pk)
    require(can_edit_event(request.user, event))
    return event


def _write(writing: Writing) -> HttpResponse:
    request = writing.request
    if request.method != "POST":
        draft = drafts.read(request.user, writing.draft_name)
        if draft and request.GET.get("draft"):
            return writing.page(writing.editor(bind(draft.data | {"version": [str(draft.base)]}), unchecked=True))
        writing.draft = draft
        return writing.page(writing.editor())
    if name := request.POST.get("more"):
        return writing.page(writing.editor(with_another_row(request.POST, name), unchecked=True))
    form = writing.editor(request.POST)
    if form.is_valid():
        try:
            saved = _save(writing, form)
        except Stale as stale:
            writing.changes = stale.changes
            data = request.POST.copy()
            # Saving once more is meant: the difference has been shown.
            data["version"] = str(stale.version)
            form = writing.editor(data)
        except ValidationError as error:
            form.accuse(error)
        else:
            if saved is not None:
                return _done(writing, saved)
    _keep(writing)
    return writing.page(form)


def _save(writing: Writing, form: EventEditor) -> Event | None:
    """Save; None when a new date must be confirmed first."""
    given, user = form.given(), writing.request.user
    given.records = writing.records
    if writing.event.pk is None:
        return editor.create(given, by=user)
    stored = Event.objects.get(pk=writing.event.pk)
    base = form.form.cleaned_data["version"]
    # Who works on an old version is shown the difference first.
    if stored.version == base and editor.moves(stored, given.sheet) and not writing.request.POST.get("move"):
        writing.told = editor.people_told(stored)
        return None
    return editor.save(stored, given, by=user, base=base, now=timezone.now())


def _done(writing: Writing, saved: Event) -> HttpResponse:
    drafts.forget(writing.request.user, writing.draft_name)
    messages.success(writing.request, _("Gespeichert."))
    _warn(writing.request, saved)
    return HttpResponseRedirect(f"{reverse('event_desk:edit', args=[saved.pk])}?saved=1")


def _warn(request: HttpRequest, event: Event) -> None:
    """Fewer places than people: nobody loses hers, but the reader should know."""
    taken = event.registrations.holding().count() if event.capacity is not None else 0
    if event.capacity is not None and taken > event.capacity:
        words = _("Es sind schon mehr Menschen angemeldet, als es Plätze gibt. Niemand verliert den Platz.")
        messages.warning(request, words)


def _keep(writing: Writing) -> None:
    """Keep what could not be saved."""
    data = {key: found for key, found in writing.request.POST.lists() if key not in _NOT_TYPED}
    base = writing.request.POST.get("version", "")
    if len(str(data)) <= drafts.MOST_SIGNS:
        drafts.keep(writing.request.user, writing.draft_name, data=data, base=int(base) if base.isdecimal() and len(base) < 10 else 0)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def preview_new(request: HttpRequest) -> HttpResponse:
    """Show what is being typed before it was ever saved."""
    require(can_create_events(request.user))
    event, start, _records = _fresh(request)
    return _preview(Writing(request, event, start))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is being typed as a visitor sees it, in the language of `?lang=`; nothing is saved."""
    return _preview(Writing(request, _mine(request, pk)))


def _preview(writing: Writing) -> HttpResponse:
    request, event = writing.request, writing.event
    language = BY_CODE.get(request.GET.get("lang", SOURCE), BY_CODE[SOURCE])
    sheet = writing.start or values.read(event)
    if request.method == "POST":
        form = writing.editor(request.POST)
        form.is_valid()
        typed = form.sheet()
        sheet = Sheet(sheet.columns | typed.columns, sheet.links | typed.links, sheet.parts | typed.parts)
    shown = previews.as_page(event, sheet)
    context = {
        "profile": shown.title,
        "event": shown,
        "shown": language,
        "template": "events/_desk_preview.html",
        "untranslated": previews.falls_back(shown, language.code),
    }
    return render(request, f"networks/desk/{'_preview_panel' if request.htmx else 'preview'}.html", context)
