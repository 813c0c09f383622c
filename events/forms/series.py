"""The editor of a series, and the forms of what changes several of its dates."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import below, coordinated_keys
from accounts.models import User
from events import rhythm, series
from events.forms.editor import FIRST, LAST, YEAR, clock_field, day_field, own_organisations
from events.models import Event, EventSeries, EventTemplate, SeriesTerm
from events.rhythm import HAND, NTH, OTHER, Rhythm
from events.series import EACH, Given
from events.series_changes import Change
from networks.forms.editor import GERMAN_MISSING, Editor, ProfileForm, Translated, text_of
from networks.forms.fields import Lookup, PickField, Unchecked, _Rows
from networks.forms.organisation import organisation_choices
from networks.forms.rows import Rows, dress, formset, mark_languages
from networks.models import Membership
from networks.sheets import in_all
from portal import wording
from portal.languages import CODES, SOURCE, direction
from portal.pickers import Choice, region_choices
from portal.regions import containing

EVERY = [*rhythm.EVERY.items(), (HAND, _("Tage von Hand gewählt"))]
WHICH = {1: "1.", 2: "2.", 3: "3.", 4: "4.", -1: pgettext_lazy("weekday of a month", "der letzte")}


class DaysWidget(_Rows):
    """Several days: an input each, and two more."""

    template = "events/_days.html"

    def rows(self, name: str, value: Any) -> dict[str, Any]:
        return {"name": name, "days": [*(str(day) for day in value or []), "", ""]}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [entry.strip() for entry in sent if entry.strip()]


class DaysField(forms.Field):
    """Days in order, each once."""

    widget = DaysWidget

    def clean(self, value: Any) -> list[datetime.date]:
        try:
            days = {datetime.date.fromisoformat(entry) for entry in value or []}
        except ValueError as error:
            raise ValidationError(_("Bitte geben Sie einen Tag an.")) from error
        if any(not FIRST < day < LAST for day in days):
            raise ValidationError(YEAR)
        return sorted(days)


def people_choices(regions: list[str]) -> list[tuple[str, str]]:
    """Return accounts that can be named: the coordination of these regions and editors of their organisations."""
    roles = Q(regional_roles__region__in={key for region in regions for key in containing(region)})
    editors = Q(memberships__role=Membership.Role.EDITOR, memberships__organisation__regions__in=regions)
    found = User.objects.filter(roles | editors, is_active=True).distinct().order_by("name", "pk")
    return [("", "–"), *((str(user.pk), user.name or user.email) for user in found)]


class SeriesForm(ProfileForm):
    texts = ("title", "goal")
    region_id = PickField(label=EventSeries._meta.get_field("region").verbose_name, list_id="regions", choices=region_choices)
    organiser_id = PickField(label=EventSeries._meta.get_field("organiser").verbose_name, list_id="organisers", required=False)
    every = forms.ChoiceField(label=_("Wie oft?"), choices=EVERY)
    weekday = forms.TypedChoiceField(label=_("Wochentag"), coerce=int, empty_value=None, required=False)
    nth = forms.TypedChoiceField(
        label=_("Der wievielte im Monat?"), choices=[("", "–"), *((str(key), WHICH[key]) for key in NTH)], coerce=int, empty_value=None,
        required=False, help_text=_("Nur bei einem Abstand in Monaten."),
    )  # fmt: skip
    starts_on = day_field(label=EventSeries._meta.get_field("starts_on").verbose_name)
    ends_on = day_field(label=EventSeries._meta.get_field("ends_on").verbose_name, required=False)
    start_time = clock_field(label=EventSeries._meta.get_field("start_time").verbose_name)
    exceptions = DaysField(label=_("An diesen Tagen nicht"), required=False)
    days = DaysField(label=_("Weitere Tage"), required=False, help_text=_("Auch außerhalb des Rhythmus."))

    class Meta:
        model = EventSeries
        fields = (*in_all("title", "goal"), "kind", "minutes", "is_active")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in in_all("goal")}

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["weekday"].choices = [("", "–"), *((str(number), wording.weekday(number)) for number in range(1, 8))]
        if self.initial.get("every") == OTHER:
            self.fields["every"].choices = [*EVERY, (OTHER, _("eigener Rhythmus"))]
        mark_languages(self)
        mine = own_organisations(user)
        if self.instance.organiser_id and all(choice.key != str(self.instance.organiser_id) for choice in mine):
            mine.append(Choice(str(self.instance.organiser_id), f"{self.instance.organiser.name} ({self.instance.organiser.slug})"))
        self.organisers = mine
        self.fields["organiser_id"].ask(lambda: mine)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        every = cleaned.get("every")
        if every in rhythm.EVERY and cleaned.get("weekday") is None:
            self.add_error("weekday", _("Bitte wählen Sie einen Wochentag."))
        if every in rhythm.EVERY and every.startswith("m") and cleaned.get("nth") is None:
            self.add_error("nth", _("Bitte wählen Sie, der wievielte im Monat es ist."))
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        for name, day in (("starts_on", first), ("ends_on", last)):
            if day and not FIRST < day < LAST:
                self.add_error(name, YEAR)
        if first and last and last < first:
            self.add_error("ends_on", _("Der letzte Termin liegt vor dem ersten."))
        return cleaned

    def columns(self) -> dict[str, Any]:
        """Return the checked columns of the series."""
        found = {name: value for name, value in self.cleaned_data.items() if name in series.SERIES.columns}
        if "organiser_id" in found:
            found["organiser_id"] = int(found["organiser_id"]) if found["organiser_id"] else None
        every = self.cleaned_data.get("every")
        if every:
            chosen = Rhythm(every, self.cleaned_data.get("weekday"), self.cleaned_data.get("nth"))
            found["rrule"] = self.instance.rrule if every == OTHER else chosen.rule()
        return found


class DateForm(Unchecked, forms.ModelForm):
    """What each date of a series starts with."""

    use_required_attribute = False

    class Meta:
        model = Event
        fields = EACH
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in in_all("summary", "programme")} | {
            "online_url": forms.URLInput(attrs={"dir": "ltr"}),
            "contact_email": forms.EmailInput(attrs={"dir": "ltr"}),
            "contact_phone": forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
            "postcode": forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
        }
        help_texts = {"online_url": _("Nur wer angemeldet ist, sieht diesen Link."), "capacity": _("Leer heißt: so viele, wie kommen.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mark_languages(self)

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"].strip()
        if postcode and not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit()):
            raise ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("summary", "programme"):
            if not cleaned.get(f"{name}_{SOURCE}") and any(cleaned.get(f"{name}_{code}") for code in CODES):
                self.add_error(f"{name}_{SOURCE}", GERMAN_MISSING)
        return cleaned


class TermRow(Unchecked, forms.Form):
    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Rolle"), choices=SeriesTerm.Role.choices, initial=SeriesTerm.Role.LEAD)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    user_id = forms.ChoiceField(label=_("Konto (freiwillig)"), required=False)
    since = day_field(label=pgettext_lazy("term", "von"), required=False)
    until = day_field(label=pgettext_lazy("term", "bis"), required=False)

    def __init__(self, *args: Any, people: Lookup, **options: Any) -> None:
        super().__init__(*args, **options)
        known = {str(self.initial["user_id"])} if self.initial.get("user_id") else set()
        there = {key for key, _name in people.found}
        kept = [(key, str(User.objects.filter(pk=key).values_list("name", flat=True).first() or key)) for key in known - there]
        self.fields["user_id"].choices = [*people.found, *kept]
        dress(self)

    def clean_user_id(self) -> int | None:
        return int(self.cleaned_data["user_id"]) if self.cleaned_data["user_id"] else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if any(day and not FIRST < day < LAST for day in (since, until)):
            self.add_error("until", YEAR)
        elif since and until and until < since:
            self.add_error("until", _("„Bis“ liegt vor „von“."))
        return cleaned


class HostRow(Unchecked, forms.Form):
    use_required_attribute = False
    organisation_id = PickField(label=_("Gastgeber"), list_id="organisations")
    position = forms.IntegerField(label=_("Reihenfolge"), min_value=1, max_value=999, required=False)

    def __init__(self, *args: Any, bodies: Lookup, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation_id"].ask(bodies)
        dress(self)


Terms = formset(TermRow, extra=1)
Hosts = formset(HostRow, extra=1)


class SeriesEditor(Editor):
    """The whole page: the series, its people and hosts, and what each date starts with."""

    short = ("terms", "hosts")

    def __init__(self, of: EventSeries, data: QueryDict | None = None, *, user: User, start: EventTemplate | None = None,
                 unchecked: bool = False) -> None:  # fmt: skip
        sheet = series.read(of)
        self.start = start
        chosen = rhythm.read(of.rrule) if of.pk else Rhythm()
        initial = {"version": of.version, "every": chosen.every, "weekday": chosen.weekday, "nth": chosen.nth}
        initial |= {name: sheet.columns[name] for name in ("region_id", "organiser_id", "exceptions", "starts_on", "ends_on", "start_time")}
        form = SeriesForm(data, instance=of, initial=initial, user=user)
        kept = of.values if of.pk else (start.values if start else {})
        self.each = DateForm(data, prefix="each", instance=Event(**{name: kept[name] for name in EACH if name in kept}))
        self.each.unchecked = unchecked
        regions = [of.region_id] if of.region_id else sorted(coordinated_keys(user))
        self.people = Lookup(lambda: people_choices([key for region in regions for key in below(region)] or regions))
        self.bodies = Lookup(organisation_choices)
        # Both lists choose from what this page asks for once.
        self.lists = {"terms": self._rows(Terms, people=self.people), "hosts": self._rows(Hosts, bodies=self.bodies)}
        super().__init__(form, sheet, data, unchecked=unchecked)

    @staticmethod
    def _rows(made: type[Rows], **choices: Lookup) -> Callable[..., Rows]:
        return lambda data, **options: made(data, **options | {"form_kwargs": choices})

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.each.is_valid()])

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        found = super().errors
        for name, messages in self.each.errors.items():
            bound = self.each[name] if name in self.each.fields else None
            found += [(bound.id_for_label if bound else "", str(bound.label) if bound else "", message) for message in messages]
        return found

    def given(self) -> Given:
        """Return what was sent, checked."""
        sheet = self.sheet()
        hosts = sorted(enumerate(sheet.parts["hosts"]), key=lambda pair: (pair[1].get("position") or 999, pair[0]))
        sheet.parts["hosts"] = [
            {"position": number, "organisation_id": int(row["organisation_id"])} for number, (_place, row) in enumerate(hosts, start=1)
        ]
        each = {name: self.each.cleaned_data.get(name) for name in EACH}
        each |= {name: "" for name, value in each.items() if value is None and name != "capacity"}
        start = dict(self.start.values) if self.start else {}
        return Given(sheet, each, self.form.cleaned_data["days"], start, self.form.cleaned_data["minor"])

    def all_texts(self) -> dict[str, Translated]:
        found = {text.german.name.removesuffix(f"_{SOURCE}"): text for text in self.translated()}
        return found | {name: text_of(self.each, name) for name in ("summary", "programme")}

    def looked_at(self) -> EventSeries:
        """Return the series as it would be, for a look at its next dates; nothing is saved."""
        shown = EventSeries()
        for name, value in self.form.columns().items():
            setattr(shown, name, value)
        return shown


def _add_text(form: forms.Form, name: str, label: Any, longest: int, *, rows: int) -> None:
    """Add a text in every language to a form."""
    for code in CODES:
        attrs = {"lang": code, "dir": direction(code)}
        widget = forms.TextInput(attrs) if rows == 1 else forms.Textarea(attrs | {"rows": rows})
        form.fields[f"{name}_{code}"] = forms.CharField(label=label, required=False, max_length=longest, widget=widget)


class FollowingForm(forms.Form):
    """What is to be another from a date on. What stays empty stays as it is."""

    first = forms.TypedChoiceField(label=_("Ab welchem Termin?"), coerce=datetime.date.fromisoformat)
    start_time = clock_field(label=_("Beginn"), required=False)
    minutes = forms.IntegerField(label=_("Dauer in Minuten"), min_value=15, max_value=1440, required=False)
    host = PickField(label=_("Gastgeber"), list_id="organisations", required=False)
    venue = forms.CharField(label=_("Haus oder Raum"), max_length=120, required=False)
    street = forms.CharField(label=_("Straße und Hausnummer"), max_length=120, required=False)
    postcode = forms.RegexField(
        r"^[0-9]{5}$", label=_("Postleitzahl"), required=False, error_messages={"invalid": _("Eine Postleitzahl hat fünf Ziffern.")}
    )
    city = forms.CharField(label=_("Ort"), max_length=80, required=False)
    online_url = forms.URLField(label=_("Link zur Teilnahme"), max_length=500, required=False, assume_scheme="https")
    capacity = forms.IntegerField(label=_("Plätze"), min_value=1, max_value=5000, required=False)

    def __init__(self, *args: Any, days: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["first"].choices = days
        self.bodies = Lookup(organisation_choices)
        self.fields["host"].ask(self.bodies)
        for name in ("title", "summary", "programme"):
            column = Event._meta.get_field(name)
            _add_text(self, name, column.verbose_name, column.max_length, rows=1 if name == "title" else 3)
        dress(self)

    def all_texts(self) -> list[Translated]:
        return [text_of(self, name) for name in ("title", "summary", "programme")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.change():
            raise ValidationError(_("Bitte füllen Sie mindestens ein Feld aus."))
        return cleaned

    def change(self) -> Change:
        given = self.cleaned_data
        names = ("venue", "street", "postcode", "city", "online_url", "capacity", *in_all("title", "summary", "programme"))
        columns = {name: given[name] for name in names if given.get(name) not in (None, "")}
        return Change(columns, given.get("start_time"), given.get("minutes"), int(given["host"]) if given.get("host") else None)


class EndForm(forms.Form):
    last = day_field(label=_("letzter Termin"), help_text=_("Alle späteren Termine fallen weg."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _add_text(self, "reason", _("Grund der Absage"), 300, rows=2)
        dress(self)

    def clean_last(self) -> datetime.date:
        day = self.cleaned_data["last"]
        if not FIRST < day < LAST:
            raise ValidationError(YEAR)
        return day

    def reasons(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"reason_{code}", "") for code in CODES}

    def text(self) -> Translated:
        return text_of(self, "reason")
