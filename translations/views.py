"""The translator's queue and editor."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import drafts
from accounts.access import require
from accounts.models import FormDraft
from portal.desk import desk_page
from portal.diff import Change, compare
from translations import actions, editing, locks
from translations import proposals as waiting
from translations import queue as waiting_list
from translations.access import can_translate, has_queue, sees_progress
from translations.actions import Changed, Outcome, UnitKey
from translations.models import TextLock

_DRAFT_NAME = re.compile(r"text-[0-9a-f]{32}")


@dataclass(frozen=True)
class Trouble:
    """Why something was not saved: somebody was faster (`changes`), or the guards found something (`can_overrule` with a reason)."""

    is_late: bool = False
    changes: tuple[Change, ...] = ()
    asks_reason: bool = False


@require_safe
@desk_page
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, most wanted first."""
    require(sees_progress(request.user))
    found = waiting_list.read(request.GET, user=request.user) if has_queue(request.user) else None
    proposals = waiting.decidable(request.user).count()
    context = {"queue": found, "proposals": proposals, "saved": _saved_draft(request), "tab": "queue"}
    return render(request, "translations/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def editor(request: HttpRequest, label: str, key: str, field: str, language: str) -> HttpResponse:
    """One text in one language: what it says in German now and then, and the translation."""
    unit = UnitKey(label, key, field, language)
    row = editing.fetch(unit)
    if row is None:
        raise Http404
    require(can_translate(request.user, language))
    if request.method == "POST":
        return _act(request, unit, row)
    lock = locks.hold(unit, user=request.user) if request.method == "GET" else None
    sheet = editing.sheet(unit, row, user=request.user)
    draft = drafts.read(request.user, sheet.draft_name)
    continued = draft if draft and "draft" in request.GET else None
    form = editing.form_for(sheet, draft=continued, use_proposal="use" in request.GET)
    return _page(request, sheet, form, lock=lock, draft=None if continued else draft)


@require_POST
@desk_page
def lock(request: HttpRequest, label: str, key: str, field: str, language: str) -> JsonResponse:
    """Renew the lock while somebody types: `{"until": "14:30", "by": ""}`; `by` names somebody else who has taken it."""
    unit = UnitKey(label, key, field, language)
    if editing.fetch(unit) is None:
        raise Http404
    require(can_translate(request.user, language))
    held = locks.hold(unit, user=request.user)
    other = "" if held.user_id == request.user.pk else held.user.name
    return JsonResponse({"until": f"{timezone.localtime(held.until):%H:%M}", "by": other})


def _act(request: HttpRequest, unit: UnitKey, row: Model) -> HttpResponse:
    """Do what a button of the editor says."""
    sheet = editing.sheet(unit, row, user=request.user)
    action = request.POST.get("action", "save")
    if action == "take":
        locks.hold(unit, user=request.user, take_over=True)
        return HttpResponseRedirect(address_of(unit, _asked(request).query))
    form = editing.form_from(request.POST, sheet)
    if action in ("next", "previous"):
        return _leave(request, unit, sheet, form, step=1 if action == "next" else -1)
    locks.hold(unit, user=request.user)
    if not form.is_valid():
        return _page(request, sheet, form)
    following = waiting_list.neighbour(_asked(request), unit, user=request.user, now=timezone.now())
    try:
        outcome = _save(request, unit, sheet, form, action)
    except Changed as changed:
        return _say_changed(request, unit, form, changed)
    except ValidationError as error:
        form.add_error("text", error)
        return _page(request, sheet, form, trouble=Trouble(asks_reason=isinstance(error, actions.Found) and error.can_overrule))
    locks.release(unit, user=request.user)
    drafts.forget(request.user, sheet.draft_name)
    messages.success(request, _said(outcome))
    return _go(request, following, saved=sheet.draft_name)


def _save(request: HttpRequest, unit: UnitKey, sheet: editing.Sheet, form: editing.TextForm, action: str) -> Outcome:
    given = form.cleaned_data
    seen = {"by": request.user, "german_digest": given["german"], "reason": given["reason"]}
    if action == "confirm":
        if editing.digest(given["text"]) != given["current"]:
            raise ValidationError(_("Sie haben den Text geändert. Bitte speichern Sie ihn."))
        return actions.confirm_meaning(unit, text_digest=given["current"], **seen)
    if action == "accept":
        return actions.confirm_meaning(unit, text_digest=given["proposal"], **seen)
    return actions.save_translation(unit, given["text"], text_digest=given["current"], proposal_digest=given["proposal"], **seen)


def _leave(request: HttpRequest, unit: UnitKey, sheet: editing.Sheet, form: editing.TextForm, *, step: int) -> HttpResponse:
    """Go on without saving; what was typed stays as a draft."""
    if form.is_valid() and editing.digest(form.cleaned_data["text"]) not in {"", *sheet.digests.values()}:
        data = {name: [value] for name, value in form.cleaned_data.items()}
        drafts.keep(request.user, sheet.draft_name, data=data, base=0)
    locks.release(unit, user=request.user)
    following = waiting_list.neighbour(_asked(request), unit, user=request.user, now=timezone.now(), step=step)
    return _go(request, following, saved=sheet.draft_name)


def _go(request: HttpRequest, unit: UnitKey | None, *, saved: str = "") -> HttpResponse:
    """Lead to another unit of the same queue, or back to the queue at its end."""
    query = _asked(request).query
    if saved:
        query = f"{query}&saved={saved}".removeprefix("&")
    if unit is not None:
        return HttpResponseRedirect(address_of(unit, query))
    messages.info(request, _("Hier endet diese Liste."))
    return HttpResponseRedirect(reverse("translations:queue") + (f"?{query}" if query else ""))


def _say_changed(request: HttpRequest, unit: UnitKey, form: editing.TextForm, changed: Changed) -> HttpResponse:
    """Show both texts as they stand now beside what was typed; saving once more means the typed one."""
    row = editing.fetch(unit)
    if row is None:
        raise Http404
    typed = form.cleaned_data["text"]
    sheet = editing.sheet(unit, row, user=request.user, seen=form.cleaned_data["german"])
    again = editing.form_from({"text": typed, "reason": form.cleaned_data["reason"], **sheet.digests}, sheet)
    again.is_valid()
    change = compare("text", sheet.field, changed.text, typed, unit.language)
    return _page(request, sheet, again, trouble=Trouble(is_late=True, changes=(change,) if change else ()))


def _page(
    request: HttpRequest,
    sheet: editing.Sheet,
    form: editing.TextForm,
    *,
    lock: TextLock | None = None,
    draft: FormDraft | None = None,
    trouble: Trouble | None = None,
) -> HttpResponse:
    is_free = lock is None or lock.user_id == request.user.pk
    context = {
        "sheet": sheet,
        "form": form,
        "busy": None if is_free else lock,
        "draft": draft,
        "trouble": trouble or Trouble(),
        "query": _asked(request).query,
        "saved": _saved_draft(request),
        "tab": "editor",
    }
    return render(request, "translations/editor.html", context)


def address_of(unit: UnitKey, query: str = "") -> str:
    """Return the editor's address of a unit, with the filters of its queue."""
    address = reverse("translations:editor", args=[unit.model, unit.object_id, unit.field, unit.language])
    return f"{address}?{query}" if query else address


def _asked(request: HttpRequest) -> waiting_list.Asked:
    kept = getattr(request, "_asked_of_queue", None)
    if kept is None:
        kept = request._asked_of_queue = waiting_list.ask(request.GET, request.user)
    return kept


def _saved_draft(request: HttpRequest) -> str:
    """Return the name of the draft that was saved just now: what the browser kept of it is forgotten."""
    name = request.GET.get("saved", "")
    return name if _DRAFT_NAME.fullmatch(name) else ""


def _said(outcome: Outcome) -> str:
    if outcome == Outcome.PROPOSED:
        return _("Gespeichert. Jetzt liest es noch jemand anderes.")
    return _("Gespeichert.") if outcome == Outcome.SAVED else _("Es hat sich nichts geändert.")
