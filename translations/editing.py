"""What the editor of one unit shows: both German texts with their difference, what stands there, what waits, the terms."""

from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import drafts
from accounts.models import FormDraft, User
from portal.diff import compare
from portal.languages import BY_CODE, SOURCE, Language
from portal.texts import options_of
from translations import glossary, naming, rows
from translations.access import can_decide
from translations.actions import LONGEST_REASON, UnitKey, draft_name
from translations.models import Origin, Proposal, SourceText, State, TranslationRecord
from translations.texts import Standing, digest, read, standings
from translations.units import rows_of


class TextForm(forms.Form):
    """One translation, and by their digests the texts that its writer saw."""

    text = forms.CharField(label=_("Übersetzung"), required=False, strip=False, max_length=drafts.MOST_SIGNS, widget=forms.Textarea)
    reason = forms.CharField(
        label=_("Trotzdem speichern, weil …"), required=False, max_length=LONGEST_REASON, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    german = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    current = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    proposal = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def for_language(self, language: Language, rows: int) -> "TextForm":
        """Write in the language's direction."""
        self.fields["text"].widget.attrs |= {
            "lang": language.code,
            "dir": language.direction,
            "rows": rows,
            "data-text": True,
            "aria-describedby": "german-now length",
        }
        if not self.errors:
            self.fields["text"].widget.attrs["autofocus"] = True
        return self


@dataclass(frozen=True)
class Sheet:
    """All about one unit. `former`: the German the translation was made from, marked; None when it is the one of now.

    `knows_former`: that text is known. `is_read`: a person has said that the translation fits. `longest`: in characters.
    """

    key: UnitKey
    title: str
    address: str
    field: str
    kind: str
    language: Language
    german: str
    german_html: SafeString | str
    former_html: SafeString | None
    knows_former: bool
    current: str
    standing: Standing
    is_sensitive: bool
    longest: int | None
    proposal: Proposal | None
    is_mine: bool
    may_decide: bool
    terms: list[glossary.Term]

    @property
    def state(self) -> str:
        return str(State(self.standing.state).label)

    @property
    def is_read(self) -> bool:
        return self.standing.state == State.READY and not self.standing.is_machine and not self.standing.is_demo

    @property
    def machine(self) -> Proposal | None:
        """What a machine proposes."""
        return self.proposal if self.proposal and self.proposal.origin == Origin.MACHINE else None

    @property
    def waiting(self) -> Proposal | None:
        """What a person proposes, for the German of now."""
        fits = self.proposal and self.proposal.origin != Origin.MACHINE and self.proposal.source_digest == digest(self.german)
        return self.proposal if fits else None

    @property
    def author(self) -> str:
        """Who wrote the proposal; a dash for an account that is gone."""
        return self.proposal.by.name if self.proposal and self.proposal.by else "–"

    @property
    def can_confirm(self) -> bool:
        return bool(self.current) and not self.is_read and self.waiting is None

    @property
    def digests(self) -> dict[str, str]:
        """What a writer sees, for the form."""
        proposal = digest(self.proposal.text) if self.proposal else ""
        return {"german": digest(self.german), "current": digest(self.current), "proposal": proposal}

    @property
    def draft_name(self) -> str:
        return draft_name(self.key)


def fetch(key: UnitKey) -> Model | None:
    """Return the row of a unit that is worth translating, None for anything else."""
    row = key.row()
    if row is None or not digest(read(row, key.field, SOURCE)) or not rows_of(type(row)).filter(pk=row.pk).exists():
        return None
    return row


def sheet(key: UnitKey, row: Model, *, user: User, seen: str = "") -> Sheet:
    """Collect what the editor shows. `seen`: digest of the German text that the writer saw, when that was another than the one of now."""
    german, current = read(row, key.field, SOURCE), read(row, key.field, key.language)
    former = _former(key, german, current, seen)
    change = compare("german", "", former, german, SOURCE) if former else None
    unit = {"model": key.model, "object_id": key.object_id, "field": key.field, "language": key.language}
    proposal = Proposal.objects.filter(**unit).select_related("by").first()
    is_mine = proposal is not None and proposal.by_id == user.pk
    return Sheet(
        key=key,
        title=rows.title_of(row),
        address=rows.address_of(row),
        field=naming.field_name(key.model, key.field),
        kind=naming.type_name(key.model),
        language=BY_CODE[key.language],
        german=german,
        german_html=change.new_html if change else german,
        former_html=change.old_html if change else None,
        knows_former=bool(former) or not current,
        current=current,
        standing=standings(row)[key.field, key.language],
        is_sensitive=key.field in options_of(type(row)).sensitive,
        longest=row._meta.get_field(f"{key.field}_{key.language}").max_length,
        proposal=proposal,
        is_mine=is_mine,
        may_decide=proposal is not None and proposal.origin != Origin.MACHINE and can_decide(user, proposal, row),
        terms=glossary.terms_in(german, key.language),
    )


def _former(key: UnitKey, german: str, current: str, seen: str) -> str:
    """Return the German text the translation was made from; "" when nobody knows."""
    wanted = seen if seen and seen != digest(german) else ""
    of_unit = {"model": key.model, "object_id": key.object_id, "field": key.field}
    if not wanted and current:
        records = TranslationRecord.objects.filter(**of_unit, language=key.language, text_digest=digest(current))
        sources = list(records.order_by("-made_at", "-pk").values_list("source_digest", flat=True))
        if digest(german) in sources:
            return german
        wanted = sources[0] if sources else ""
    kept = SourceText.objects.filter(**of_unit, digest=wanted).first() if wanted else None
    return kept.text if kept else ""


def form_for(shown: Sheet, *, draft: FormDraft | None = None, use_proposal: bool = False) -> TextForm:
    """Return the form with what stands there, what is proposed, or what was typed before."""
    values = {"text": shown.current, **shown.digests}
    if shown.proposal and (use_proposal or (shown.is_mine and shown.waiting)):
        values["text"] = shown.proposal.text
    if draft is not None:
        values |= {name: kept[0] for name, kept in draft.data.items() if name in TextForm.base_fields and kept}
    return TextForm(initial=values).for_language(shown.language, _rows(shown.german))


def form_from(data: dict[str, str], shown: Sheet) -> TextForm:
    """Return the form with what was sent."""
    return TextForm(data).for_language(shown.language, _rows(shown.german))


def _rows(german: str) -> int:
    """Room for a text about as long as the German."""
    return min(16, max(3, len(german) // 60 + german.count("\n") + 2))
