"""The rows of the offer editor: languages with how they are offered, and links."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.values import Values
from portal import wording
from portal.folding import sort_key
from portal.languages import CODES, SOURCE, direction
from portal.pickers import CHOOSE
from portal.vocabulary import LanguageMode

# Languages that advice centres in Germany name most, after those of the interface.
SPOKEN = (
    *CODES, "sq", "am", "az", "be", "bg", "bn", "bs", "ckb", "cs", "da", "el", "es", "et", "fi", "fr", "ha", "he", "hi", "hr", "hu", "hy",
    "id", "it", "ja", "ka", "kk", "kmr", "ko", "ku", "lt", "lv", "mk", "mn", "nl", "pa", "prs", "ps", "pt", "ro", "sk", "sl", "so", "sr",
    "sv", "sw", "ta", "th", "ti", "ur", "uz", "vi", "zh",
)  # fmt: skip


def language_choices(present: str = "") -> list[tuple[str, str]]:
    """Return languages by name, those of the interface first."""
    rest = sorted({*SPOKEN, present} - {*CODES, ""}, key=lambda code: sort_key(wording.name_of_language(code), SOURCE))
    return [("", CHOOSE), *((code, wording.name_of_language(code)) for code in (*CODES, *rest))]


class _Row(forms.Form):
    """One row; its words in other languages wait folded."""

    text = ""
    longest = 120

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in CODES:
            attrs = {"lang": code, "dir": direction(code)}
            self.fields[f"{self.text}_{code}"] = forms.CharField(
                label=self.text_label, max_length=self.longest, required=False, widget=forms.TextInput(attrs=attrs)
            )

    @property
    def german(self) -> forms.BoundField:
        return self[f"{self.text}_{SOURCE}"]

    @property
    def others(self) -> list[tuple[str, forms.BoundField]]:
        return [(code, self[f"{self.text}_{code}"]) for code in CODES if code != SOURCE]


class LanguageForm(_Row):
    code = forms.ChoiceField(label=_("Sprache"))
    mode = forms.ChoiceField(label=_("Wie"), choices=[("", CHOOSE), *LanguageMode.choices])
    text, text_label = "note", _("Hinweis")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = language_choices(self.initial.get("code", ""))

    @property
    def main(self) -> list[forms.BoundField]:
        return [self["code"], self["mode"]]


class LinkForm(_Row):
    url = forms.URLField(label=_("Adresse"), max_length=300, widget=forms.URLInput(attrs={"dir": "ltr"}))
    language = forms.ChoiceField(label=_("Sprache"))
    is_pdf = forms.BooleanField(label="PDF", required=False)
    kilobytes = forms.IntegerField(label=_("Größe in Kilobyte"), required=False, min_value=1, max_value=2_000_000)
    text, text_label = "label", _("Beschriftung")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = language_choices(self.initial.get("language", ""))

    @property
    def main(self) -> list[forms.BoundField]:
        return [self["url"], self["language"], self["is_pdf"], self["kilobytes"]]


class _Rows(forms.BaseFormSet):
    def values(self) -> list[Values]:
        """Return the rows that stay, without those left empty."""
        rows = [dict(form.cleaned_data) for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        for row in rows:
            row.pop("DELETE", None)
        return rows


_OPTIONS: dict[str, Any] = {"formset": _Rows, "extra": 1, "can_delete": True, "max_num": 30, "absolute_max": 40}
LanguageForms = forms.formset_factory(LanguageForm, **_OPTIONS)
LinkForms = forms.formset_factory(LinkForm, **_OPTIONS)
