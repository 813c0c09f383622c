"""Forms of award calls: the application, the editor at the desk, the jury's note."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.access import coordinated_keys
from accounts.models import User
from networks.forms.editor import GERMAN_MISSING, Translated, text_of
from networks.forms.fields import PickField
from networks.forms.rows import DAY, dress, formset, mark_languages
from networks.sheets import in_all
from portal.languages import BY_CODE, CODES, SOURCE
from portal.pickers import region_choices
from stories.awards import Given
from stories.models import AwardApplication, AwardCall, AwardCategory, JuryNote
from translations.texts import outdated

TEXTS = ("title", "summary", "text", "criteria", "who_may")
LONG = {"text": 6, "criteria": 5, "who_may": 3}


class ApplicationForm(forms.ModelForm):
    """The public form. `company` is a trap: people do not see it, machines fill it in."""

    agrees = forms.BooleanField(
        label=_("Die Koordination der Region und die Jury dürfen meine Bewerbung lesen."),
        error_messages={"required": _("Ohne Ihr Ja dürfen wir die Bewerbung nicht annehmen.")},
    )
    company = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    class Meta:
        model = AwardApplication
        fields = ("category", "name", "firm", "email", "phone", "language", "text", "may_be_named")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "firm": forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
            "text": forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        }
        labels = {
            "name": _("Ihr Name"),
            "firm": _("Firma (freiwillig)"),
            "email": _("Ihre E-Mail-Adresse"),
            "phone": _("Telefon (freiwillig)"),
            "language": _("In welcher Sprache schreiben wir Ihnen?"),
        }
        help_texts = {"text": _("Schreiben Sie in Ihrer Sprache. Höchstens 3.000 Zeichen.")}

    def __init__(self, *args: Any, categories: QuerySet[AwardCategory], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].queryset = categories
        self.fields["category"].empty_label = None
        self.fields["category"].error_messages |= {"required": _("Bitte wählen Sie eine Kategorie.")}
        self.fields["name"].error_messages |= {"required": _("Bitte sagen Sie uns, wie Sie heißen.")}
        self.fields["text"].error_messages |= {"required": _("Bitte schreiben Sie etwas über sich.")}
        self.fields["email"].error_messages |= {
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse an."),
            "invalid": _("Das ist keine E-Mail-Adresse. Ein Beispiel: name@example.org"),
        }

    def validate_unique(self) -> None:
        """Whether an address has applied before is told to that address alone, by mail."""

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("company"))

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NoteForm(forms.ModelForm):
    points = forms.IntegerField(label=_("Punkte, 0 bis 10"), min_value=0, max_value=10, required=False)

    class Meta:
        model = JuryNote
        fields = ("points", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # An empty note would open those of the others.
        if cleaned.get("points") is None and not cleaned.get("text") and not self.errors:
            self.add_error("points", _("Bitte geben Sie Punkte, oder schreiben Sie etwas."))
        return cleaned


class CallForm(forms.ModelForm):
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    region_id = PickField(label=_("Region"), list_id="regions", choices=region_choices)
    minor = forms.BooleanField(
        label=_("Kleine Änderung"), required=False, help_text=_("Der Sinn bleibt gleich. Die Übersetzungen gelten weiter.")
    )

    class Meta:
        model = AwardCall
        fields = (*in_all(*TEXTS), "opens_on", "closes_on")
        widgets = {name: forms.Textarea(attrs={"rows": LONG[text]}) for text in LONG for name in in_all(text)} | {
            "opens_on": DAY,
            "closes_on": DAY,
        }

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        mark_languages(self)

    def clean_region_id(self) -> str:
        region = self.cleaned_data["region_id"]
        if region not in coordinated_keys(self.user):
            raise ValidationError(_("Für diese Region sind Sie nicht zuständig."))
        return region

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in TEXTS:
            if not cleaned.get(f"{name}_{SOURCE}") and any(cleaned.get(f"{name}_{code}") for code in CODES):
                self.add_error(f"{name}_{SOURCE}", GERMAN_MISSING)
        return cleaned


class CategoryRow(forms.ModelForm):
    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = AwardCategory
        fields = in_all("name")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mark_languages(self)
        dress(self)
        for code in CODES:
            # Eight fields beside each other: each says its language.
            self.fields[f"name_{code}"].label = BY_CODE[code].name


Categories = formset(CategoryRow, extra=1)


class CallEditor:
    """The whole page: the call and its categories."""

    def __init__(self, call: AwardCall, data: QueryDict | None, *, user: User) -> None:
        self.form = CallForm(data, instance=call, initial={"version": call.version, "region_id": call.region_id or ""}, user=user)
        rows = [{"id": row.pk} | {name: getattr(row, name) for name in in_all("name")} for row in call.categories.all()] if call.pk else []
        self.categories = Categories(data, prefix="categories", initial=rows)
        if rows:
            self.categories.extra = 0
        self._late = outdated(call) if call.pk else {}

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.categories.is_valid()])

    def given(self) -> Given:
        """Return what was sent, checked."""
        cleaned = self.form.cleaned_data
        columns = {name: cleaned[name] for name in (*CallForm.Meta.fields, "region_id")}
        columns |= {name: "" for name, value in columns.items() if value is None}
        return Given(columns, self.categories.rows(), cleaned["version"], cleaned["minor"])

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Id of the field, its name, and what is wrong, for the summary."""
        found = []
        for form in (self.form, *self.categories.forms):
            for name, messages in form.errors.items():
                field = form[name] if name in form.fields else None
                found += [(field.id_for_label if field else "", str(field.label) if field else "", message) for message in messages]
        return found

    def texts(self) -> list[Translated]:
        return [text_of(self.form, name, self._late) for name in TEXTS]
