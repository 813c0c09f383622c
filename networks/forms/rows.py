"""Rows below a profile: contacts, places, languages, channels, responsibilities. Each list of rows is a formset."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.forms.fields import ClosuresField, HoursField, PickField, Unchecked, language_choices
from networks.models import AdvisorChannel, AdvisorLanguage, Contact, OrganisationLanguage, Place, Responsibility, Visibility
from networks.sheets import in_all
from portal.languages import CODES, SOURCE, direction
from portal.pickers import CHOOSE, name_empty, region_choices
from portal.topics import topics
from portal.vocabulary import Audience, LanguageMode, Phase
from portal.wording import name_of_language

MOST_ROWS = 60
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def mark_languages(form: forms.ModelForm) -> None:
    """Give each field of a translated text the language and direction of what is typed there, and each field a proper label."""
    model = form._meta.model
    dress(form)
    for name, field in form.fields.items():
        base, _underscore, code = name.rpartition("_")
        if base and code in CODES:
            field.widget.attrs |= {"lang": code, "dir": direction(code)}
            # The name of the text alone: which language it is in stands beside it.
            field.label = capfirst(model._meta.get_field(base).verbose_name)
            if code != SOURCE:
                field.required = False


class _Row(Unchecked, forms.Form):
    """A row without a model form. `use_required_attribute` off: the browser must not ask for the fields of an empty row."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


def dress(form: forms.BaseForm) -> None:
    """Let labels begin with a capital letter, and empty entries of lists say what they mean."""
    for field in form.fields.values():
        field.label = capfirst(field.label)
        name_empty(field)


class ContactRow(Unchecked, forms.ModelForm):
    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Contact
        fields = (*in_all("label"), "phone", "email", "whatsapp", "signal")
        widgets = {"phone": forms.TextInput(attrs={"type": "tel", "dir": "ltr"}), "email": forms.EmailInput(attrs={"dir": "ltr"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_languages(self)


class PlaceRow(Unchecked, forms.ModelForm):
    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    opening_hours = HoursField(label=_("Öffnungszeiten"), required=False)
    closures = ClosuresField(label=_("geschlossen"), required=False)

    class Meta:
        model = Place
        fields = (
            *("name", "street", "postcode", "city", "step_free", "child_welcome"),
            *in_all("women_only_hours"),
            "opening_hours",
            "closures",
        )
        widgets = {name: forms.TextInput(attrs={"lang": SOURCE, "dir": "ltr"}) for name in ("name", "street", "postcode", "city")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_languages(self)
        unknown = (("", _("nicht bekannt")), ("True", _("Ja")), ("False", _("Nein")))
        for name in ("step_free", "child_welcome"):
            self.fields[name].widget.choices = [("unknown", unknown[0][1]), ("true", unknown[1][1]), ("false", unknown[2][1])]

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"].strip()
        if postcode and not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit()):
            raise ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode


class _Spoken(_Row):
    """A language: also one that is not in the list stays what it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.initial.get("code")
        if known and known not in dict(self.fields["code"].choices):
            self.fields["code"].choices = [*self.fields["code"].choices, (known, name_of_language(known))]


class OrganisationLanguageRow(_Spoken):
    code = forms.ChoiceField(label=_("Sprache"), choices=language_choices)
    mode = forms.ChoiceField(
        label=OrganisationLanguage._meta.get_field("mode").verbose_name, choices=LanguageMode.choices, initial=LanguageMode.SPOKEN
    )


class AdvisorLanguageRow(_Spoken):
    code = forms.ChoiceField(label=_("Sprache"), choices=language_choices)
    level = forms.ChoiceField(
        label=AdvisorLanguage._meta.get_field("level").verbose_name, choices=AdvisorLanguage.Level.choices, initial=AdvisorLanguage.Level.B2
    )
    may_interpret = forms.BooleanField(label=AdvisorLanguage._meta.get_field("may_interpret").verbose_name, required=False)


class ChannelRow(_Row):
    kind = forms.ChoiceField(
        label=AdvisorChannel._meta.get_field("kind").verbose_name, choices=AdvisorChannel.Kind.choices, initial=AdvisorChannel.Kind.PHONE
    )
    value = forms.CharField(
        label=AdvisorChannel._meta.get_field("value").verbose_name, max_length=200, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    visibility = forms.ChoiceField(
        label=AdvisorChannel._meta.get_field("visibility").verbose_name, choices=Visibility.choices, initial=Visibility.NETWORK
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, value = cleaned.get("kind"), (cleaned.get("value") or "").strip()
        if value and (field := {"email": forms.EmailField(), "website": forms.URLField()}.get(kind)):
            try:
                cleaned["value"] = field.clean(value)
            except ValidationError as error:
                self.add_error("value", error)
        elif value and sum(char.isdigit() for char in value) < 5:
            self.add_error("value", _("Das ist keine Telefonnummer."))
        return cleaned


def _topics() -> list[tuple[str, str]]:
    return [("", CHOOSE), *((code, topic.name) for code, topic in topics().items())]


class DutyRow(_Row):
    """One responsibility."""

    topic_id = forms.ChoiceField(label=_("Thema"), choices=_topics)
    phase = forms.ChoiceField(label=_("Phase"), choices=[("", pgettext_lazy("phase", "alle")), *Phase.choices], required=False)
    region_id = PickField(label=_("Region"), list_id="regions", choices=region_choices)
    audience = forms.ChoiceField(label=_("Zielgruppe"), choices=Audience.choices, initial=Audience.ALL)
    role = forms.ChoiceField(label=_("Rolle"), choices=Responsibility.Role.choices, initial=Responsibility.Role.ALSO)
    valid_from = forms.DateField(label=_("gilt ab"), required=False, widget=DAY)
    valid_until = forms.DateField(label=_("gilt bis"), required=False, widget=DAY)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if any(day and not 1990 <= day.year < 2100 for day in (first, last)) or (first and last and first > last):
            self.add_error("valid_until", _("Bitte prüfen Sie die Tage: „gilt bis“ liegt vor „gilt ab“, oder das Jahr stimmt nicht."))
        return cleaned


class Rows(forms.BaseFormSet):
    """Several rows. `key` names the columns that make two rows the same; a second one is an error."""

    unchecked = False
    key: tuple[str, ...] = ()

    def full_clean(self) -> None:
        if self.unchecked:
            self._errors, self._non_form_errors = [], self.error_class()
            return
        super().full_clean()

    def clean(self) -> None:
        seen = set()
        for form in self.forms:
            if not self._counts(form) or not self.key:
                continue
            key = tuple(str(form.cleaned_data.get(name)) for name in self.key)
            if key in seen:
                form.add_error(self.key[0], _("Das steht schon in einer anderen Zeile."))
            seen.add(key)

    def _counts(self, form: forms.BaseForm) -> bool:
        cleaned = getattr(form, "cleaned_data", None)
        return bool(cleaned) and not cleaned.get("DELETE") and not (form.empty_permitted and not form.has_changed())

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows that count, as plain values."""
        return [{name: value for name, value in form.cleaned_data.items() if name != "DELETE"} for form in self.forms if self._counts(form)]


def formset(row: type[forms.BaseForm], *, key: tuple[str, ...] = (), extra: int = 1) -> type[Rows]:
    made = forms.formset_factory(row, formset=Rows, extra=extra, can_delete=True, max_num=MOST_ROWS, validate_max=True)
    made.key = key
    return made


Contacts = formset(ContactRow)
Places = formset(PlaceRow)
OrganisationLanguages = formset(OrganisationLanguageRow, key=("code", "mode"), extra=2)
AdvisorLanguages = formset(AdvisorLanguageRow, key=("code",), extra=2)
Channels = formset(ChannelRow, key=("kind", "value"), extra=2)
Duties = formset(DutyRow, key=("topic_id", "phase", "region_id", "audience"))
