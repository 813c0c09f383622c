"""The editor of an offer: one page to write, with what a founder will see, and a word about what stands here already."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import drafts
from accounts.access import require
from networks.models import Organisation
from offers import preview, values, workflow
from offers.access import can_edit_offer, can_submit_offer, can_write_offers, visible_to
from offers.differences import differences
from offers.editor import Editor
from offers.models import Offer, OfferRevision, OfferStep, State
from offers.similar import similar
from offers.values import Values
from portal.content import one_version
from portal.languages import BY_CODE, CODES, SOURCE

SUBMIT, FORGET = "submit", "forget"
# Parts of a form that say nothing about the offer.
NOT_KEPT = {"csrfmiddlewaretoken", "version", "action", "not_the_same"}


class Writing:
    """One visit of the editor: what stands there now, what is proposed, and what the form holds."""

    def __init__(self, request: HttpRequest, offer: Offer | None) -> None:
        self.request, self.offer = request, offer
        self.current: Values = values.values_of(offer) if offer else values.empty_values()
        self.proposal = offer.revisions.filter(state__in=OfferRevision.OPEN).first() if offer and offer.is_public else None
        self.proposed = self.current | (self.proposal.data["values"] if self.proposal else {})
        self.round = self.proposal.data.get("round", 0) if self.proposal else 0
        self.version = offer.version if offer else 0
        self.key = f"offer-{offer.pk}" if offer else "offer-new"
        self.returned = self._returned()
        self.similar: list[Offer] = []
        self.changes: list[Any] = []

    def _returned(self) -> OfferStep | None:
        """What the coordination wrote, while the text is with its author."""
        with_author = self.offer and (
            self.offer.state == State.DRAFT or (self.proposal and self.proposal.state == OfferRevision.State.RETURNED)
        )
        step = self.offer.steps.first() if with_author else None
        return step if step and step.step == OfferStep.Step.RETURNED else None

    def editor(self, data: Any = None, *, quiet: bool = False) -> Editor:
        beside = self.request.GET.get("beside") or get_language() or SOURCE
        beside = beside if beside in CODES and beside != SOURCE else ""
        return Editor(user=self.request.user, offer=self.offer, current=self.proposed, data=data, beside=beside, quiet=quiet)

    def page(self, editor: Editor, kept: Any = None) -> HttpResponse:
        context = {
            "offer": self.offer,
            "editor": editor,
            "form": editor.form,
            "writing": self,
            "kept": kept,
            "others": [BY_CODE[code] for code in CODES if code != SOURCE],
            "preview_url": reverse("offers_desk:preview", args=[self.offer.slug]) if self.offer else reverse("offers_desk:preview_new"),
        }
        return render(self.request, "offers/offer_edit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_new(request: HttpRequest) -> HttpResponse:
    """Begin an offer. It stays a draft until somebody submits it."""
    require(can_write_offers(request.user))
    with one_version():
        return _write(Writing(request, None))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an offer. What is public stays as it is until the coordination has agreed, unless the change may be seen at once."""
    offer = get_object_or_404(visible_to(request.user), slug=slug)
    require(can_edit_offer(request.user, offer))
    if offer.state == State.ARCHIVED:
        messages.warning(request, _("Dieses Angebot ist archiviert. Stellen Sie es zuerst wieder her."))
        return HttpResponseRedirect(reverse("offers_desk:history", args=[slug]))
    with one_version():
        return _write(Writing(request, offer))


def _write(writing: Writing) -> HttpResponse:
    request = writing.request
    if request.method != "POST":
        kept = drafts.read(request.user, writing.key)
        if kept is None:
            return writing.page(writing.editor())
        data = _as_query(kept.data)
        writing.version, writing.round = kept.base, _whole(data.get("round"))
        return writing.page(writing.editor(data, quiet=True), kept)
    if request.POST.get("action") == FORGET:
        drafts.forget(request.user, writing.key)
        return HttpResponseRedirect(request.path)
    # What the form was opened with, not what stands there by now: otherwise a second writer would not be noticed.
    writing.version, writing.round = _whole(request.POST.get("version")), _whole(request.POST.get("round"))
    editor = writing.editor(request.POST)
    if editor.is_valid() and _is_new_enough(writing, editor):
        try:
            return _save(writing, editor)
        except workflow.Outdated:
            _show_difference(writing, editor)
        except ValidationError as error:
            editor.add_errors(error)
    kept_values = {name: given for name, given in request.POST.lists() if name not in NOT_KEPT}
    drafts.keep(request.user, writing.key, data=kept_values, base=writing.version)
    return writing.page(editor)


def _as_query(data: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def _is_new_enough(writing: Writing, editor: Editor) -> bool:
    """Whether nothing alike stands here, or the writer has said that this is something else."""
    cleaned = editor.form.cleaned_data
    named = ("provider", "official_name", "title_de")
    given = editor.values()
    if writing.request.POST.get("not_the_same") or not any(given[name] != writing.current[name] for name in named):
        return True
    writing.similar = similar(
        writing.request.user,
        provider=given["provider"],
        official_name=cleaned["official_name"],
        title=cleaned["title_de"],
        without=writing.offer.pk if writing.offer else None,
    )
    return not writing.similar


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _save(writing: Writing, editor: Editor) -> HttpResponse:
    """Save by the action that fits the offer's state, then give it on if that was asked."""
    request, offer, given = writing.request, writing.offer, editor.values()
    by, minor, base = request.user, editor.form.cleaned_data["minor"], writing.version
    where = "offers_desk:edit"
    if offer is None:
        offer = workflow.create_draft(given, by=by)
        words = _("Der Entwurf ist gespeichert.")
    elif not offer.is_public:
        offer = workflow.save_draft(offer, given, by=by, base=base, minor=minor)
        words = _("Der Entwurf ist gespeichert.")
    elif workflow.applies_at_once(by, offer, values.changes_between(writing.current, given), minor=minor):
        offer = workflow.change_public(offer, given, by=by, base=base, minor=minor)
        words, where = _("Gespeichert. Alle sehen die Änderung sofort."), "offers_desk:list"
    else:
        workflow.propose(offer, given, by=by, base=base, minor=minor, round_seen=writing.round)
        words, where = _("Ihre Änderung wartet auf die Prüfung. Bis dahin bleibt der bisherige Text sichtbar."), "offers_desk:list"
    drafts.forget(by, writing.key)
    if request.POST.get("action") == SUBMIT and offer.state == State.DRAFT:
        require(can_submit_offer(by, offer))
        try:
            workflow.submit(offer, by=by)
        except ValidationError as error:
            writing.offer, writing.version, writing.key = offer, offer.version, f"offer-{offer.pk}"
            editor.add_errors(error)
            messages.warning(request, _("Der Entwurf ist gespeichert, aber es fehlt noch etwas."))
            return writing.page(editor)
        words, where = _("Danke! Die Koordination prüft das Angebot."), "offers_desk:list"
    messages.success(request, words)
    # `saved` tells the script that what the browser kept may go.
    return HttpResponseRedirect(f"{reverse(where, args=[offer.slug])}?saved=1" if where.endswith("edit") else reverse(where))


def _show_difference(writing: Writing, editor: Editor) -> None:
    """Somebody else was faster: show what stands there now beside what was typed; the next save is made from there."""
    given = editor.values()
    fresh = Writing(writing.request, Offer.objects.get(pk=writing.offer.pk))
    writing.offer, writing.version, writing.round = fresh.offer, fresh.version, fresh.round
    writing.changes = differences(fresh.proposed, given)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_preview(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What a founder would see, in any language, of what stands in the form; nothing is saved."""
    if slug:
        offer = get_object_or_404(visible_to(request.user), slug=slug)
        require(can_edit_offer(request.user, offer))
    else:
        offer = None
        require(can_write_offers(request.user))
    code = request.GET.get("lang") or get_language() or SOURCE
    if code not in BY_CODE:
        raise Http404
    with one_version():
        writing = Writing(request, offer)
        given = writing.proposed
        if request.method == "POST":
            editor = writing.editor(request.POST)
            editor.form.is_valid()
            given = given | editor.form.values() | {name: rows.values() for name, rows in editor.rows.items() if rows.is_valid()}
        with translation.override(code):
            shown = preview.as_page(given, offer=offer)
            context = {"offer": shown, "code": code, "translated": preview.is_translated(given, code), "languages": list(BY_CODE.values())}
            template = "offers/_preview.html" if request.htmx else "offers/offer_preview.html"
            return render(request, template, context)


def _provider(typed: str) -> int:
    """Return the organisation that the picker names: "name (slug)" or its number."""
    slug = typed.rpartition("(")[2].removesuffix(")")
    return Organisation.objects.filter(slug=slug).values_list("pk", flat=True).first() or _whole(typed)


@login_required
@require_safe
def offer_similar(request: HttpRequest) -> HttpResponse:
    """A fragment while somebody types: offers of the same provider that sound alike."""
    require(can_write_offers(request.user))
    found = similar(
        request.user,
        provider=_provider(request.GET.get("provider", "")),
        official_name=request.GET.get("official_name", "")[:160],
        title=request.GET.get("title_de", "")[:100],
        without=_whole(request.GET.get("offer")),
    )
    return render(request, "offers/_similar.html", {"similar": found})
