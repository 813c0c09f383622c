"""What both editors do alike: open, continue a draft, add a row, save, or show what somebody else has saved meanwhile."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import drafts
from networks import sheets
from networks.forms.editor import Editor, bind, with_another_row
from networks.forms.organisation import organisation_choices
from networks.models import Advisor, Organisation
from networks.profiles import Stale
from networks.sheets import Sheet, shape_of
from portal.diff import Change
from portal.languages import BY_CODE, LANGUAGES, SOURCE
from portal.pickers import Choice, region_choices

Profile = Organisation | Advisor
# What a draft never holds.
_NOT_TYPED = {"csrfmiddlewaretoken", "version", "more"}


@dataclass
class Task:
    """One editing: of what, how its form is made, how it is saved, under which name its draft is kept, where its preview is."""

    profile: Profile
    build: Callable[..., Editor]
    save: Callable[[Editor], Profile]
    draft_name: str
    template: str
    after: Callable[[Profile], str]
    preview: str
    bodies: Callable[[], list[Choice]] = field(default=organisation_choices)


def edit(request: HttpRequest, task: Task) -> HttpResponse:
    """Serve an editor."""
    if request.method != "POST":
        draft = drafts.read(request.user, task.draft_name)
        if draft and request.GET.get("draft"):
            data = bind(draft.data | {"version": [str(draft.base)]})
            return _page(request, task, task.build(data, unchecked=True))
        return _page(request, task, task.build(), draft=draft)
    if name := request.POST.get("more"):
        return _page(request, task, task.build(with_another_row(request.POST, name), unchecked=True))
    editor = task.build(request.POST, request.FILES)
    changes: list[Change] = []
    if editor.is_valid():
        try:
            saved = task.save(editor)
        except Stale as stale:
            changes = stale.changes
            data = request.POST.copy()
            # Saving once more is meant: the difference has been shown.
            data["version"] = str(stale.version)
            editor = task.build(data, request.FILES)
        except ValidationError as error:
            editor.accuse(error)
        else:
            drafts.forget(request.user, task.draft_name)
            messages.success(request, _("Gespeichert."))
            return HttpResponseRedirect(f"{task.after(saved)}?saved=1")
    _keep(request, task.draft_name)
    return _page(request, task, editor, changes=changes)


def _keep(request: HttpRequest, name: str) -> None:
    """Keep what could not be saved."""
    data = {key: values for key, values in request.POST.lists() if key not in _NOT_TYPED}
    base = request.POST.get("version", "")
    if len(str(data)) <= drafts.MOST_SIGNS:
        drafts.keep(request.user, name, data=data, base=int(base) if base.isdecimal() and len(base) < 10 else 0)


def _page(request: HttpRequest, task: Task, editor: Editor, *, draft: Any = None, changes: list[Change] | None = None) -> HttpResponse:
    context = {
        "editor": editor,
        "profile": task.profile,
        "task": task,
        "draft": draft,
        "changes": changes or [],
        "regions": region_choices(),
        "bodies": task.bodies(),
        "languages": LANGUAGES,
    }
    return render(request, task.template, context)


def preview(request: HttpRequest, profile: Profile, build: Callable[..., Editor], template: str) -> HttpResponse:
    """Show what is being typed as a founder sees it, in the language of `?lang=`; nothing is saved. For htmx only the panel."""
    code = request.GET.get("lang", SOURCE)
    language = BY_CODE.get(code, BY_CODE[SOURCE])
    editor = None
    if request.method == "POST":
        editor = build(request.POST, request.FILES)
        editor.is_valid()
    sheet = _typed(profile, editor)
    fragment = "_preview_panel.html" if request.htmx else "preview.html"
    context = {
        "profile": profile,
        "parts": _rows(profile, sheet),
        "bodies": Organisation.objects.active().filter(pk__in=sheet.links.get("organisations", ())).order_by("name", "pk"),
        "picture": _picture(profile, editor.form.cleaned_data if editor else None),
        "shown": language,
        "template": template,
        "untranslated": _falls_back(profile, language.code),
    }
    return render(request, f"networks/desk/{fragment}", context)


def _typed(profile: Profile, editor: Editor | None) -> Sheet:
    """Put what is typed into the instance, as far as it is right, and return the whole."""
    stored = sheets.read(profile)
    if editor is None:
        return stored
    sheet = editor.sheet()
    for name, value in sheet.columns.items():
        setattr(profile, name, value)
    return Sheet(stored.columns | sheet.columns, stored.links | sheet.links, stored.parts | sheet.parts)


def _picture(profile: Profile, typed: dict[str, Any] | None) -> str:
    """Return the address of the picture as it would be after saving: a new one comes within the page, nothing of it is kept."""
    if isinstance(profile, Advisor):
        stored, name = profile.photo, "photo_file"
        shown = bool(profile.photo_consent_at) if typed is None else typed.get("photo_consent")
    else:
        stored, name = profile.logo, "logo_file"
        shown = typed is None or typed.get(name) or not typed.get("drop_logo")
    if not shown:
        return ""
    if typed and (new := typed.get(name)):
        return f"data:image/webp;base64,{base64.b64encode(new.read()).decode()}"
    return stored.url if stored else ""


def _rows(profile: Profile, sheet: Sheet) -> dict[str, list[Any]]:
    """The parts as unsaved rows, for the template."""
    shape = shape_of(profile)
    with translation.override(SOURCE):
        return {
            name: [shape.parts[name].model(**{column: row.get(column) for column in shape.parts[name].columns}) for row in rows]
            for name, rows in sheet.parts.items()
        } | {"links": sheet.links}


def _falls_back(profile: Profile, code: str) -> bool:
    """Whether some German text has no translation into this language."""
    if code == SOURCE:
        return False
    bases = {name.removesuffix(f"_{SOURCE}") for name in shape_of(profile).columns if name.endswith(f"_{SOURCE}")}
    return any(getattr(profile, f"{base}_{SOURCE}") and not getattr(profile, f"{base}_{code}") for base in bases)
