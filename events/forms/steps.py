"""What a step on an event's way asks for."""

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.editor import Span, clock_field, day_field, span_initial
from events.models import Event
from portal.languages import LANGUAGES, SOURCE


class StepForm(forms.Form):
    """A step that asks for nothing but a click."""

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event


class CommentForm(StepForm):
    comment = forms.CharField(
        label=_("Was fehlt noch?"),
        help_text=_("Die Person, die den Text geschrieben hat, liest diese Worte."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Bitte schreiben Sie, was noch fehlt.")},
    )


class MinutesForm(StepForm):
    text = forms.CharField(
        label=_("Protokoll"),
        help_text=_("Was wurde besprochen, was folgt daraus? Bitte keine Namen."),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        error_messages={"required": _("Bitte schreiben Sie kurz, was daraus wurde.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("text", self.event.minutes)


class _InLanguages(StepForm):
    """One short text, German first."""

    name, text_label, longest = "", "", 120
    missing: Any = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for language in LANGUAGES:
            widget = forms.Textarea(attrs={"rows": 2}) if self.longest > 160 else forms.TextInput()
            widget.attrs |= {"lang": language.code, "dir": language.direction}
            field = forms.CharField(label=language.name, max_length=self.longest, required=language.code == SOURCE, widget=widget)
            if language.code == SOURCE:
                field.label, field.error_messages["required"] = self.text_label, self.missing
            self.fields[f"{self.name}_{language.code}"] = field
        self.order_fields([f"{self.name}_{SOURCE}"])

    def texts(self) -> dict[str, str]:
        """Return the text by language, as far as it was written."""
        return {code: text for name, text in self.cleaned_data.items() if text and (code := name.removeprefix(f"{self.name}_")) != name}


class CancelForm(_InLanguages):
    name, text_label, longest = "reason", _("Grund der Absage (Deutsch)"), 300
    missing = _("Bitte schreiben Sie, warum die Veranstaltung ausfällt.")


class TemplateForm(_InLanguages):
    name, text_label, longest = "name", _("Name der Vorlage (Deutsch)"), 120
    missing = _("Bitte geben Sie der Vorlage einen Namen.")


class DatesForm(Span, StepForm):
    day = day_field(label=_("Tag"))
    start_time = clock_field(label=_("Beginn"))
    end_time = clock_field(label=_("Ende"))
    last_day = day_field(label=_("letzter Tag"), required=False, help_text=_("Nur wenn es an einem anderen Tag endet."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = span_initial(self.event) | self.initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.clean_span(cleaned, zoneinfo.ZoneInfo(self.event.timezone))
        return cleaned


class CopyForm(DatesForm):
    """The date of a copy: only the clock is taken over."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial |= {"day": None, "last_day": None}
