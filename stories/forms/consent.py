"""What the person answers: languages, channels, until when; or what should be different."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.languages import BY_CODE, SOURCE
from stories.approval import SUGGESTED_YEARS, Approval, in_years, last_day
from stories.models import Channel, Consent

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ConsentForm(forms.Form):
    """Only complete languages can be ticked; German is always among them and needs no tick. `seen` are the digests of what she reads."""

    channels = forms.MultipleChoiceField(
        label=_("Wo dürfen wir Ihre Geschichte zeigen?"),
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie, wo wir Ihre Geschichte zeigen dürfen.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("In welchen Sprachen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Auf Deutsch steht sie immer da. Jede andere Sprache wählen Sie selbst."),
    )
    ends_on = forms.DateField(
        label=_("Bis wann?"),
        required=False,
        widget=DAY,
        help_text=_("Höchstens fünf Jahre. Leer heißt: bis Sie Ihr Ja zurücknehmen."),
    )
    # A text that changes while she reads is noticed by these.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    def __init__(self, data: Any = None, *, consent: Consent, complete: list[str], digests: dict[str, str], today: datetime.date) -> None:
        initial: dict[str, Any] = {"ends_on": in_years(today, SUGGESTED_YEARS), "seen": pack(digests)}
        if consent.given_at:
            initial |= {"channels": consent.channels, "languages": consent.languages, "ends_on": consent.ends_on}
        super().__init__(data, initial=initial)
        self.fields["languages"].choices = [(code, BY_CODE[code].name) for code in complete if code != SOURCE]
        self.fields["ends_on"].widget.attrs |= {"min": str(today + datetime.timedelta(days=1)), "max": str(last_day(today))}

    def given(self) -> Approval:
        """Return what was answered, checked."""
        cleaned = self.cleaned_data
        return Approval(
            languages=(SOURCE, *cleaned["languages"]),
            channels=tuple(cleaned["channels"]),
            ends_on=cleaned["ends_on"],
            seen=unpack(cleaned["seen"]),
        )


def pack(digests: dict[str, str]) -> str:
    return " ".join(f"{code}:{digest}" for code, digest in digests.items())


def unpack(text: str) -> dict[str, str]:
    return {code: digest for code, _colon, digest in (part.partition(":") for part in text.split())}


class WishForm(forms.Form):
    words = forms.CharField(
        label=_("Was soll anders sein?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Schreiben Sie in Ihrer Sprache, so wie es Ihnen leicht fällt."),
        error_messages={"required": _("Bitte schreiben Sie, was anders sein soll.")},
    )
