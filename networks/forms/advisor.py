"""The editor of a profile."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from networks import sheets
from networks.forms.editor import Editor, ProfileForm
from networks.forms.fields import ClosuresField, HoursField, Lookup, PickField
from networks.forms.organisation import SLUG_HINT
from networks.forms.rows import DAY, AdvisorLanguages, Channels, Duties, mark_languages
from networks.models import Advisor
from networks.sheets import Sheet, in_all
from networks.translation import ADVISOR_TEXTS
from portal.pickers import Choice, region_choices
from portal.pictures import PictureField
from portal.topics import topics
from portal.vocabulary import Phase

TEXT_COLUMNS = in_all(*ADVISOR_TEXTS)


def matrix_choices() -> list[tuple[str, str]]:
    return [(f"{code}:{phase}", f"{topic.name} · {Phase(phase).label}") for code, topic in topics().items() for phase in Phase.values]


class AdvisorForm(ProfileForm):
    texts = ADVISOR_TEXTS
    organisations = PickField(label=_("Organisationen"), list_id="organisations", many=True)
    regions = PickField(label=_("Regionen"), list_id="regions", choices=region_choices, many=True, required=False)
    office_hours = HoursField(label=_("Sprechzeiten"), required=False)
    closures = ClosuresField(label=_("keine Sprechzeit"), required=False)
    deputy = forms.ModelChoiceField(
        label=_("Vertretung"), queryset=Advisor.objects.none(), required=False, help_text=_("Wer hilft, wenn Sie nicht da sind?")
    )
    competences = forms.MultipleChoiceField(label=_("Kompetenzen"), choices=matrix_choices, required=False)
    photo_file = PictureField(label=_("Foto"), required=False, help_text=_("PNG, JPEG oder WebP, höchstens 5 MB"))
    photo_consent = forms.BooleanField(
        label=_("Ich bin einverstanden, dass mein Foto gezeigt wird."),
        required=False,
        help_text=_("Sie können das jederzeit ändern. Ohne das Häkchen löschen wir das Foto."),
    )

    class Meta:
        model = Advisor
        fields = (
            *("display_name", "pronoun", "slug", "visibility", "office_hours", "closures", "absent_from", "absent_until", "deputy"),
            *TEXT_COLUMNS,
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 4 if name.startswith("about") else 3})
            for name in TEXT_COLUMNS
            if not name.startswith("position")
        } | {"absent_from": DAY, "absent_until": DAY, "slug": forms.TextInput(attrs={"dir": "ltr"})}
        help_texts = {"slug": SLUG_HINT}

    def __init__(self, *args: Any, bodies: list[Choice], colleagues: QuerySet[Advisor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_languages(self)
        self.fields["slug"].required = False
        self.fields["organisations"].ask(Lookup(lambda: bodies))
        self.fields["deputy"].queryset = colleagues

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or self.instance.slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("photo_file") and not cleaned.get("photo_consent"):
            self.add_error("photo_consent", _("Ein Foto zeigen wir nur, wenn die Person einverstanden ist."))
        return cleaned

    def columns(self) -> dict[str, Any]:
        found = super().columns()
        if "deputy" in self.cleaned_data:
            found["deputy_id"] = self.cleaned_data["deputy"].pk if self.cleaned_data["deputy"] else None
        return found


@dataclass(frozen=True)
class Cell:
    value: str
    label: str
    checked: bool


class AdvisorEditor(Editor):
    lists = {"languages": AdvisorLanguages, "channels": Channels, "responsibilities": Duties}

    def __init__(
        self,
        advisor: Advisor,
        data: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        bodies: list[Choice],
        colleagues: QuerySet[Advisor],
        chosen: list[int] | None = None,
        unchecked: bool = False,
    ) -> None:
        sheet = sheets.read(advisor)
        initial = {
            "version": advisor.version,
            "organisations": sheet.links["organisations"] or chosen or [],
            "regions": sheet.links["regions"],
            "competences": [f"{row['topic_id']}:{row['phase']}" for row in sheet.parts["competences"]],
            "photo_consent": advisor.photo_consent_at is not None,
        }
        form = AdvisorForm(data, files, instance=advisor, initial=initial, bodies=bodies, colleagues=colleagues)
        super().__init__(form, sheet, data, unchecked=unchecked)

    def sheet(self) -> Sheet:
        sheet, cleaned = super().sheet(), self.form.cleaned_data
        if "organisations" in cleaned:
            sheet.links["organisations"] = sorted(int(key) for key in cleaned["organisations"])
        if "regions" in cleaned:
            sheet.links["regions"] = sorted(cleaned["regions"])
        if "competences" in cleaned:
            ticks = (value.split(":") for value in cleaned["competences"])
            sheet.parts["competences"] = [{"topic_id": topic, "phase": phase} for topic, phase in ticks]
        return sheet

    def phases(self) -> list[str]:
        return [str(label) for label in Phase.labels]

    def matrix(self) -> list[tuple[str, list[Cell]]]:
        """Topic by topic, a box a phase."""
        ticked = set(self.form["competences"].value() or [])
        labels = dict(Phase.choices)
        return [
            (topic.name, [Cell(f"{code}:{p}", f"{topic.name}: {labels[p]}", f"{code}:{p}" in ticked) for p in Phase.values])
            for code, topic in topics().items()
        ]
