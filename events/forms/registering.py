"""What people fill in to come to an event, and to change it later."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration
from networks.forms.fields import language_choices
from networks.kinds import kinds
from networks.models import Organisation
from portal.languages import LANGUAGES
from portal.vocabulary import Sphere

JOINERS = "\u200c\u200d"
FREE_TEXT = {"dir": "auto"}
EMAIL_MISSING = _("Bitte geben Sie Ihre E-Mail-Adresse an.")


def interpreters() -> list[tuple[str, str]]:
    """Return into which languages somebody may need interpreting; "no" first."""
    return [("", gettext("Nein")), *language_choices()[1:]]


def readable(text: str) -> str:
    """Return a name on one line without signs that cannot be seen or turn the line round; Persian and others need the two joiners."""
    seen = (sign for sign in text if sign.isspace() or sign in JOINERS or unicodedata.category(sign) not in ("Cc", "Cf"))
    return " ".join("".join(seen).split())


class _Answers(forms.Form):
    """What both forms ask: name, organisation, language, and what the event wants to know."""

    name = forms.CharField(
        label=_("Ihr Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name", **FREE_TEXT}),
        error_messages={"required": _("Bitte sagen Sie uns, wie Sie heißen.")},
    )
    organisation_name = forms.CharField(
        label=_("Organisation (freiwillig)"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "list": "organisations", **FREE_TEXT}),
    )
    language = forms.ChoiceField(
        label=_("In welcher Sprache schreiben wir Ihnen?"), choices=[(language.code, language.name) for language in LANGUAGES]
    )
    access_needs = forms.CharField(
        label=_("Was brauchen Sie vor Ort? (freiwillig)"),
        help_text=_("Zum Beispiel: Platz für einen Rollstuhl. Sie müssen keinen Grund nennen."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=FREE_TEXT),
    )
    interpreter = forms.ChoiceField(label=_("Brauchen Sie Dolmetschen? In welche Sprache?"), required=False, choices=interpreters)
    question = forms.CharField(
        label=_("Ihre drängendste Frage (freiwillig)"),
        help_text=_("Ein Satz genügt. Bitte nichts Privates."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, **FREE_TEXT}),
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event
        asked = {"access_needs": event.ask_access, "interpreter": event.ask_interpreter, "question": event.ask_question}
        for field in [name for name, wanted in asked.items() if not wanted]:
            del self.fields[field]
        if event.first_name_only:
            del self.fields["organisation_name"]
            self.fields["name"].label = _("Ihr Vorname")
            self.fields["name"].widget.attrs["autocomplete"] = "given-name"

    def clean_name(self) -> str:
        name = readable(self.cleaned_data["name"])
        if not any(sign.isalnum() for sign in name):
            raise ValidationError(self.fields["name"].error_messages["required"])
        return name

    def clean_organisation_name(self) -> str:
        return readable(self.cleaned_data["organisation_name"])


class RegisterForm(_Answers):
    """The public form. `company` is a trap: people do not see it, machines fill it in."""

    sphere = forms.ChoiceField(
        label=_("Aus welchem Bereich kommen Sie?"),
        help_text=_("Für manche Bereiche gibt es nur eine bestimmte Zahl von Plätzen."),
        required=False,
        choices=[("", _("Aus keinem davon")), *Sphere.choices],
    )
    channel = forms.ChoiceField(
        label=_("Wie erreichen wir Sie?"),
        choices=Registration.Channel.choices,
        initial=Registration.Channel.EMAIL,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie einen Weg.")},
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={"required": EMAIL_MISSING, "invalid": _("Das ist keine E-Mail-Adresse. Ein Beispiel: name@example.org")},
    )
    phone = forms.CharField(
        label=_("Ihre Telefonnummer"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
    )
    company = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args: Any, event: Event, has_quotas: bool = False, **options: Any) -> None:
        super().__init__(*args, event=event, **options)
        if not has_quotas:
            del self.fields["sphere"]
        if not event.first_name_only:
            del self.fields["channel"], self.fields["phone"]
            self.fields["email"].required = True

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("company"))

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and not re.fullmatch(r"[+(]?[\d\s()/.-]+", phone) or 0 < len(re.sub(r"\D", "", phone)) < 5:
            raise ValidationError(_("Das ist keine Telefonnummer. Ein Beispiel: 0561 123456"))
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == Registration.Channel.PHONE:
            cleaned["email"] = ""
            # What is wrong in a field that is not used is no reason to stop.
            self.errors.pop("email", None)
            if not cleaned.get("phone") and "phone" not in self.errors:
                self.add_error("phone", _("Bitte geben Sie Ihre Telefonnummer an."))
        else:
            cleaned["phone"] = ""
            self.errors.pop("phone", None)
            if not cleaned.get("email") and "email" not in self.errors:
                self.add_error("email", EMAIL_MISSING)
        return cleaned

    def given(self) -> dict[str, Any]:
        """Return what a registration keeps; the sphere of a known organisation goes before the one that was chosen."""
        kept = ("name", "organisation_name", "language", "access_needs", "interpreter", "question", "sphere", "channel", "email", "phone")
        found = {field: self.cleaned_data[field] for field in kept if field in self.cleaned_data}
        return found | of_organisation(found.get("organisation_name", ""))


class ChangeForm(_Answers):
    """What somebody changes on the own page."""


def of_organisation(name: str) -> dict[str, Any]:
    """Return organisation and sphere for a name that the directory knows; nothing for another."""
    found = Organisation.objects.active().filter(name__iexact=name.strip()).order_by("pk").first() if name.strip() else None
    if found is None:
        return {}
    return {"organisation": found, "organisation_name": found.name, "sphere": kinds()[found.kind_id].sphere}
