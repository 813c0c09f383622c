"""Forms of the desk about the people of an event."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events import inviting, messages
from events.models import Event, Registration, RegistrationState
from networks.models import Organisation
from portal.languages import LANGUAGES
from portal.pickers import NOT_SAID
from portal.vocabulary import Sphere
from portal.wording import name_of_language

WRITTEN_IN = [(language.code, language.name) for language in LANGUAGES]


class FilterForm(forms.Form):
    """What the list shows. A value that nobody offered finds everybody."""

    q = forms.CharField(label=_("Name oder Organisation"), max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("Stand"), required=False, choices=[("", _("alle")), *RegistrationState.choices])
    sphere = forms.ChoiceField(label=_("Bereich"), required=False, choices=[("", _("alle")), *Sphere.choices, ("none", _("ohne Angabe"))])

    def values(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PersonForm(forms.ModelForm):
    """Somebody on the list, entered or corrected by hand. The name is enough."""

    class Meta:
        model = Registration
        fields = (
            "name", "organisation_name", "sphere", "email", "phone", "language", "interpreter", "access_needs", "question",
        )  # fmt: skip

    def __init__(self, *args: object, event: Event, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sphere"] = forms.ChoiceField(label=_("Bereich"), required=False, choices=[("", NOT_SAID), *Sphere.choices])
        self.fields["language"] = forms.ChoiceField(label=_("Sprache"), choices=WRITTEN_IN)
        asked = {"interpreter": event.ask_interpreter, "access_needs": event.ask_access, "question": event.ask_question}
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
        if "interpreter" in self.fields:
            self.fields["interpreter"] = forms.ChoiceField(
                label=self.fields["interpreter"].label, required=False, choices=[("", _("kein Dolmetschen")), *_languages_of(event)]
            )

    def _post_clean(self) -> None:
        """The rules that need the event and the state are checked where the row is stored."""

    def given(self) -> dict[str, Any]:
        """Return the model's fields, with the organisation of the directory that has this name, and how to reach the person."""
        found = dict(self.cleaned_data)
        named = found["organisation_name"].strip()
        body = Organisation.objects.active().select_related("kind").filter(name__iexact=named).first() if named else None
        found["organisation"] = body
        if body is not None and not found["sphere"]:
            found["sphere"] = body.kind.sphere
        by_phone = found["phone"] and not found["email"]
        found["channel"] = Registration.Channel.PHONE if by_phone else Registration.Channel.EMAIL
        return found


def _languages_of(event: Event) -> list[tuple[str, str]]:
    """Return the languages of this site and those of the event as choices."""
    from_event = event.languages.values_list("code", flat=True)
    codes = dict.fromkeys([*(code for code, _name in WRITTEN_IN), *from_event])
    return [(code, name_of_language(code)) for code in codes]


class InviteForm(forms.Form):
    """Ticked suggestions, a pasted list, and the language of the mail."""

    pick = forms.MultipleChoiceField(label=_("Aus dem Verzeichnis"), required=False)
    addresses = forms.CharField(
        label=_("Weitere Adressen"),
        help_text=_("Eine Adresse in jeder Zeile. Ein Name darf davor stehen: Mina Muster <mina@example.org>"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Sprache der E-Mail"), choices=WRITTEN_IN)

    def __init__(self, *args: object, event: Event, groups: list[inviting.Group], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.groups = event, groups
        self.fields["pick"].choices = [(row.key, row.name) for group in groups for row in group.rows]

    def clean_addresses(self) -> list[inviting.Target]:
        return inviting.read_addresses(self.cleaned_data["addresses"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("pick") and not cleaned.get("addresses"):
            raise ValidationError(_("Bitte wählen Sie jemanden aus oder schreiben Sie eine Adresse."))
        return cleaned

    def targets(self) -> list[inviting.Target]:
        return inviting.picked(self.groups, self.cleaned_data["pick"]) + self.cleaned_data["addresses"]


class MessageForm(forms.Form):
    """A message to ticked people, or to groups."""

    person = forms.ModelMultipleChoiceField(queryset=None, required=False, widget=forms.MultipleHiddenInput)
    groups = forms.MultipleChoiceField(
        label=_("An wen?"),
        required=False,
        choices=[(code, label) for code, (label, _states) in messages.GROUPS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    spheres = forms.MultipleChoiceField(
        label=_("Nur aus diesen Bereichen"), required=False, choices=Sphere.choices, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Sprache des Textes"), choices=WRITTEN_IN)
    subject = forms.CharField(label=_("Betreff"), max_length=120)
    text = forms.CharField(label=_("Nachricht"), max_length=4000, widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}))

    def __init__(self, *args: object, event: Event, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["person"].queryset = event.registrations.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("person") and not cleaned.get("groups"):
            self.add_error("groups", _("Bitte wählen Sie, an wen die Nachricht geht."))
        return cleaned

    def audience(self) -> messages.Audience:
        chosen = self.cleaned_data
        return messages.audience(
            self.event, groups=chosen["groups"], spheres=chosen["spheres"], people=[row.pk for row in chosen["person"]]
        )
