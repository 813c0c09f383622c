"""Award calls at the desk: the list, the editor, applications with the jury's notes, the announcement."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from networks.forms.editor import with_another_row
from portal import formulas
from portal.desk import desk_page
from portal.pickers import region_choices
from portal.tables import as_csv
from stories import awards
from stories.access import calls_visible_to, can_edit_call, has_stories, sees_applications
from stories.award_forms import CallEditor, NoteForm
from stories.models import AwardApplication, AwardCall

# What a button does with an application: the field and its new value.
CHOICES = {
    "shortlist": ("is_shortlisted", True),
    "unlist": ("is_shortlisted", False),
    "laureate": ("is_laureate", True),
    "no-laureate": ("is_laureate", False),
}


@desk_page
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls of the account's regions, in any state."""
    require(has_stories(request.user))
    calls = calls_visible_to(request.user).select_related("region")
    rows = [(call, sees_applications(request.user, call)) for call in calls]
    return render(request, "stories/award_desk_list.html", {"rows": rows, "today": timezone.localdate()})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new call."""
    require(has_stories(request.user))
    return _edit(request, AwardCall())


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor of a call, and the ways to publish it and to its applications."""
    call = get_object_or_404(calls_visible_to(request.user).select_related("region"), pk=pk)
    require(can_edit_call(request.user, call))
    return _edit(request, call)


def _edit(request: HttpRequest, call: AwardCall) -> HttpResponse:
    # The form writes into its instance, and the page speaks of the call as it is.
    shown = AwardCall.objects.select_related("region").get(pk=call.pk) if call.pk else call
    if "more" in request.POST:
        editor = CallEditor(call, with_another_row(request.POST, "categories"), user=request.user)
    else:
        editor = CallEditor(call, request.POST if request.method == "POST" else None, user=request.user)
        if request.method == "POST" and editor.is_valid():
            try:
                saved = awards.save_call(shown, editor.given(), by=request.user)
            except ValidationError as error:
                editor.form.add_error(None, error)
            else:
                messages.success(request, _("Gespeichert."))
                return HttpResponseRedirect(reverse("award_desk:edit", args=[saved.pk]))
    context = {
        "call": shown,
        "editor": editor,
        "regions": region_choices(),
        "sees": bool(call.pk) and sees_applications(request.user, shown),
    }
    return render(request, "stories/award_edit.html", context)


def _move(request: HttpRequest, pk: int, action: Callable[[AwardCall], AwardCall], words: str) -> HttpResponse:
    call = get_object_or_404(calls_visible_to(request.user), pk=pk)
    require(can_edit_call(request.user, call))
    try:
        action(call)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words)
    return HttpResponseRedirect(reverse("award_desk:edit", args=[pk]))


@desk_page
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a call to everybody."""
    return _move(request, pk, awards.publish, _("Veröffentlicht."))


@desk_page
@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who won."""
    return _move(request, pk, lambda call: awards.announce(call, today=timezone.localdate()), _("Die Preise sind verkündet."))


def _judged(request: HttpRequest, pk: int) -> AwardCall:
    call = get_object_or_404(calls_visible_to(request.user).select_related("region"), pk=pk)
    require(sees_applications(request.user, call))
    return call


@desk_page
@require_safe
def applications(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who applied, by category, with the jury's points once one has given one's own."""
    call = _judged(request, pk)
    own = set(request.user.jury_notes.filter(application__call=call).values_list("application_id", flat=True))
    return render(request, "stories/award_applications.html", {"call": call, "applications": awards.with_points(call), "own": own})


@desk_page
@require_safe
def applications_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a table, without what the jury thinks."""
    call = _judged(request, pk)
    head = [_("Kategorie"), _("Name"), _("Firma"), _("E-Mail"), _("Telefon"), _("Sprache"), _("Text"), _("engere Auswahl"), _("Preis")]
    rows = [head]
    for one in awards.with_points(call):
        marks = [_("ja") if mark else "" for mark in (one.is_shortlisted, one.is_laureate)]
        texts = (one.category.name, one.name, one.firm, one.email, one.phone, one.language, one.text)
        rows.append([*(formulas.escape(text) for text in texts), *marks])
    response = StreamingHttpResponse(list(as_csv(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{call.slug}.csv"'
    return response


def _application(request: HttpRequest, pk: int) -> AwardApplication:
    found = AwardApplication.objects.select_related("call__region", "category").filter(call__in=calls_visible_to(request.user))
    one = get_object_or_404(found, pk=pk)
    require(sees_applications(request.user, one.call))
    return one


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application. What others noted is seen after one's own note, so that nobody follows the first."""
    one = _application(request, pk)
    own = one.notes.filter(by=request.user).first()
    form = NoteForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        awards.write_note(one, by=request.user, points=form.cleaned_data["points"], text=form.cleaned_data["text"])
        messages.success(request, _("Gespeichert."))
        return HttpResponseRedirect(request.path)
    notes = one.notes.exclude(by=request.user).select_related("by") if own else []
    context = {"application": one, "call": one.call, "form": form, "notes": notes, "own": own, "story": _story_address(one)}
    return render(request, "stories/award_application.html", context)


@desk_page
@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Shortlist, award, a draft of a story, or delete."""
    one = _application(request, pk)
    if step not in (*CHOICES, "story", "delete"):
        raise Http404
    back = reverse("award_desk:application", args=[pk])
    try:
        if step == "delete":
            awards.delete_application(one)
            messages.success(request, _("Die Bewerbung ist gelöscht."))
            return HttpResponseRedirect(reverse("award_desk:applications", args=[one.call_id]))
        if step == "story":
            awards.make_story(one, by=request.user)
            return HttpResponseRedirect(_story_address(one) or back)
        field, value = CHOICES[step]
        awards.choose(one, field=field, value=value)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(back)


def _story_address(one: AwardApplication) -> str:
    """Return where the story made from an application is written; empty when there is none."""
    story = one.stories.order_by("pk").first()
    if story is None:
        return ""
    try:
        return reverse("story_desk:edit", args=[story.pk])
    except NoReverseMatch:
        return reverse("story_desk:list")
