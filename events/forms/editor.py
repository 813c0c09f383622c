"""The editor of an event: one form with its rows, in the order of the page."""

import datetime
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import values
from events.editor import Given, Upload
from events.models import Event, EventAttachment, EventQuota, Reminder
from events.models.event import EARLIEST, LATEST, LONGEST
from events.moments import moment
from networks.access import organisations_of
from networks.forms.editor import Editor, ProfileForm, Translated, text_of
from networks.forms.fields import Lookup, PickField, Unchecked
from networks.forms.organisation import organisation_choices
from networks.forms.rows import OrganisationLanguageRow, formset, mark_languages
from networks.models import Organisation
from networks.sheets import Sheet, in_all
from portal.languages import SOURCE
from portal.pickers import Choice, region_choices
from portal.vocabulary import Audience, Sphere

MOST_BYTES = 5_000_000
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
YEAR = _("Bitte prüfen Sie das Jahr.")
FIRST, LAST = EARLIEST.date(), LATEST.date()


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(widget=DAY, **options)


def clock_field(**options: Any) -> forms.TimeField:
    return forms.TimeField(widget=CLOCK, **options)


def zones() -> list[tuple[str, str]]:
    """Return the time zones of Europe; another one that an event has already is kept."""
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones()) if name.startswith("Europe/")]


def own_organisations(user: User) -> list[Choice]:
    rows = organisations_of(user).filter(state=Organisation.State.ACTIVE).order_by("name", "pk").values_list("pk", "name", "slug")
    return [Choice(str(pk), f"{name} ({slug})") for pk, name, slug in rows]


class Span:
    """Begin and end as fields of a form: a day, two clocks, and a last day where it is another one."""

    def clean_span(self: Any, cleaned: dict[str, Any], zone: zoneinfo.ZoneInfo) -> None:
        first, last = cleaned.get("day"), cleaned.get("last_day") or cleaned.get("day")
        starts_at = self.clean_moment("day", first, "start_time", cleaned.get("start_time"), zone)
        ends_at = self.clean_moment("last_day", last, "end_time", cleaned.get("end_time"), zone)
        if starts_at and ends_at and not starts_at < ends_at <= starts_at + LONGEST:
            self.add_error("end_time", _("Das Ende muss nach dem Beginn liegen, höchstens 14 Tage später."))
        cleaned["starts_at"], cleaned["ends_at"] = starts_at, ends_at

    def clean_moment(
        self: Any, day_name: str, day: datetime.date | None, name: str, clock: datetime.time | None, zone: zoneinfo.ZoneInfo
    ) -> datetime.datetime | None:
        """Return the moment of a day and a clock; what is wrong stands beside its field."""
        if day and not FIRST < day < LAST:
            self.add_error(day_name, YEAR)
            return None
        if day is None or clock is None:
            return None
        try:
            return moment(day, clock, zone)
        except ValidationError as error:
            self.add_error(name, error)
            return None


def span_initial(event: Event) -> dict[str, Any]:
    """Return what the fields of a span show for an event."""
    if event.starts_at is None:
        return {}
    start, end = event.starts_local, event.ends_local
    return {
        "day": start.date(),
        "start_time": start.time(),
        "end_time": end.time(),
        "last_day": end.date() if end.date() != start.date() else None,
    }


class EventForm(Span, ProfileForm):
    texts = values.TEXTS
    region_id = PickField(label=Event._meta.get_field("region").verbose_name, list_id="regions", choices=region_choices)
    organiser_id = PickField(label=Event._meta.get_field("organiser").verbose_name, list_id="organisers", required=False)
    co_hosts = PickField(label=_("weitere Veranstalter"), list_id="organisations", many=True, required=False)
    day = day_field(label=_("Tag"))
    start_time = clock_field(label=_("Beginn"))
    end_time = clock_field(label=_("Ende"))
    last_day = day_field(label=_("letzter Tag"), required=False, help_text=_("Nur wenn es an einem anderen Tag endet."))
    opens_day = day_field(label=_("Anmeldung ab"), required=False)
    opens_time = clock_field(label=_("Uhrzeit"), required=False)
    closes_day = day_field(label=_("Anmeldung bis"), required=False)
    closes_time = clock_field(label=_("Uhrzeit"), required=False)
    timezone = forms.ChoiceField(label=_("Zeitzone"), choices=zones)
    audiences = forms.MultipleChoiceField(label=_("Für wen"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple)
    reminders = forms.MultipleChoiceField(
        label=_("Erinnerungen"), choices=Reminder.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Event
        fields = (
            "kind", *in_all(*values.TEXTS), "format", "venue", "street", "postcode", "city", "step_free", "online_url", "child_care",
            "cost", "contact_name", "contact_email", "contact_phone", "capacity", "tables", "rounds", "round_minutes", "needs_registration",
            "first_name_only", "ask_access", "ask_interpreter", "ask_question", "retain_until",
        )  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 8 if name.startswith("programme") else 3})
            for name in in_all("summary", "programme", "directions")
        } | {
            "online_url": forms.URLInput(attrs={"dir": "ltr"}),
            "contact_email": forms.EmailInput(attrs={"dir": "ltr"}),
            "contact_phone": forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
            "postcode": forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
            **{name: forms.TextInput(attrs={"lang": SOURCE, "dir": "ltr"}) for name in ("venue", "street", "city")},
            "retain_until": DAY,
        }
        help_texts = {
            "online_url": _("Nur wer angemeldet ist, sieht diesen Link."),
            "capacity": _("Leer heißt: so viele, wie kommen."),
            "first_name_only": _("Für Infoveranstaltungen: ein Vorname und ein Kontakt reichen."),
            "retain_until": _("Nur für Fördernachweise. Sonst löschen wir die Namen früher."),
        }

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        mark_languages(self)
        for name in ("step_free", "child_care"):
            self.fields[name].widget.choices = [("unknown", _("nicht bekannt")), ("true", _("Ja")), ("false", _("Nein"))]
        mine = own_organisations(user)
        if self.instance.organiser_id and all(choice.key != str(self.instance.organiser_id) for choice in mine):
            mine.append(Choice(str(self.instance.organiser_id), f"{self.instance.organiser.name} ({self.instance.organiser.slug})"))
        self.organisers = mine
        self.fields["organiser_id"].ask(lambda: mine)
        self.bodies = Lookup(organisation_choices)
        self.fields["co_hosts"].ask(self.bodies)
        if self.instance.timezone not in dict(self.fields["timezone"].choices):
            self.fields["timezone"].choices = [*self.fields["timezone"].choices, (self.instance.timezone, self.instance.timezone)]

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"].strip()
        if postcode and not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit()):
            raise ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode

    def clean_retain_until(self) -> datetime.date | None:
        day = self.cleaned_data["retain_until"]
        if day and not FIRST < day < LAST:
            raise ValidationError(YEAR)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        zone = zoneinfo.ZoneInfo(cleaned.get("timezone") or self.instance.timezone)
        self.clean_span(cleaned, zone)
        self._clean_window(cleaned, zone)
        capacity, tables = cleaned.get("capacity"), cleaned.get("tables")
        if capacity is not None and capacity < 1:
            self.add_error("capacity", _("Mindestens ein Platz."))
        if cleaned.get("rounds") and not tables:
            self.add_error("tables", _("Bitte nennen Sie auch die Zahl der Tische."))
        return cleaned

    def _clean_window(self, cleaned: dict[str, Any], zone: zoneinfo.ZoneInfo) -> None:
        """A registration opens at the beginning of a day and closes at its end, unless a time is named."""
        for name, clock in (("opens", datetime.time(0, 0)), ("closes", datetime.time(23, 59))):
            day = cleaned.get(f"{name}_day")
            if cleaned.get(f"{name}_time") and not day:
                self.add_error(f"{name}_day", _("Bitte nennen Sie auch den Tag."))
            given = cleaned.get(f"{name}_time") or clock
            cleaned[f"{name}_at"] = self.clean_moment(f"{name}_day", day, f"{name}_time", given, zone)
        opens, closes, starts = cleaned["opens_at"], cleaned["closes_at"], cleaned.get("starts_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_day", _("Die Anmeldung endet, bevor sie beginnt."))
        if opens and starts and opens >= starts:
            self.add_error("opens_day", _("Die Anmeldung beginnt erst nach der Veranstaltung."))

    def columns(self) -> dict[str, Any]:
        """Return the checked columns."""
        found = {name: value for name, value in self.cleaned_data.items() if name in values.EVENT.columns}
        for name in ("organiser_id",):
            if name in found:
                found[name] = int(found[name]) if found[name] else None
        for name in ("starts_at", "ends_at", "opens_at", "closes_at"):
            stored = getattr(self.instance, name)
            # The fields show minutes: what was not touched keeps its seconds.
            if stored and found.get(name) == stored.replace(second=0, microsecond=0):
                found[name] = stored
        # What could not be read stays what it was.
        return {name: value for name, value in found.items() if value is not None or name not in ("starts_at", "ends_at")}


class QuotaRow(Unchecked, forms.Form):
    use_required_attribute = False
    sphere = forms.ChoiceField(label=EventQuota._meta.get_field("sphere").verbose_name, choices=[("", "–"), *Sphere.choices])
    places = forms.IntegerField(label=EventQuota._meta.get_field("places").verbose_name, min_value=0, max_value=5000)


class AttachmentRow(Unchecked, forms.ModelForm):
    """A file: one that is there can be renamed and deleted, a new one is checked by what it holds."""

    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    upload = forms.FileField(
        label=_("Datei (PDF)"), required=False, help_text=_("höchstens 5 MB"), widget=forms.FileInput(attrs={"accept": "application/pdf"})
    )

    class Meta:
        model = EventAttachment
        fields = in_all("name")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mark_languages(self)
        self.fields[f"name_{SOURCE}"].required = False

    @property
    def size(self) -> int:
        return self.initial.get("size") or 0

    def clean_upload(self) -> bytes:
        sent = self.cleaned_data["upload"]
        if not sent:
            return b""
        if sent.size > MOST_BYTES:
            raise ValidationError(_("Die Datei ist zu groß. Erlaubt sind 5 MB."))
        content = sent.read()
        sent.seek(0)
        if not content.startswith(b"%PDF"):
            raise ValidationError(_("Das ist keine PDF-Datei."))
        return content

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get(f"name_{SOURCE}"):
            self.add_error(f"name_{SOURCE}", _("Bitte geben Sie der Datei einen Namen."))
        if not cleaned.get("id") and not cleaned.get("upload") and "upload" not in self.errors:
            self.add_error("upload", _("Bitte wählen Sie eine Datei."))
        return cleaned


Languages = formset(OrganisationLanguageRow, key=("code",), extra=2)
Quotas = formset(QuotaRow, key=("sphere",), extra=1)
Attachments = formset(AttachmentRow)


class EventEditor(Editor):
    short = ("attachments",)
    lists = {"languages": Languages, "quotas": Quotas, "attachments": Attachments}

    def __init__(
        self,
        event: Event,
        data: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        user: User,
        start: Sheet | None = None,
        unchecked: bool = False,
    ) -> None:
        sheet = start or values.read(event)
        initial = {
            "version": event.version,
            "region_id": event.region_id,
            "organiser_id": event.organiser_id,
            "co_hosts": sheet.links["co_hosts"],
            "audiences": event.audiences,
            "reminders": event.reminders,
            "timezone": event.timezone,
        } | span_initial(event)
        for name in ("opens", "closes"):
            if at := getattr(event, f"{name}_at"):
                local = at.astimezone(event.zone)
                initial |= {f"{name}_day": local.date(), f"{name}_time": local.time()}
        # What is asked is put into the form's instance later: this is how it stands.
        self._sizes = {row.pk: row.size for row in event.attachments.all()} if event.pk else {}
        form = EventForm(data, files, instance=event, initial=initial, user=user)
        super().__init__(form, sheet, data, unchecked=unchecked)
        if files:
            for row in self.rows["attachments"].forms:
                row.files = files

    def given(self) -> Given:
        """Return what was sent, checked."""
        sheet = self.sheet()
        rows = sheet.parts["attachments"]
        columns = values.ATTACHMENTS.columns
        new = [row for row in rows if row.get("upload") and not row.get("id")]
        uploads = [Upload(row["upload"], {name: row[name] or "" for name in columns}) for row in new]
        known = [row for row in rows if row.get("id") in self._sizes]
        sheet.parts["attachments"] = [{name: row[name] for name in ("id", *columns)} for row in known]
        return Given(sheet, uploads, self.form.cleaned_data["minor"])

    def sheet(self) -> Sheet:
        sheet = super().sheet()
        if "co_hosts" in self.form.cleaned_data:
            sheet.links["co_hosts"] = sorted(int(key) for key in self.form.cleaned_data["co_hosts"])
        return sheet

    def texts(self) -> dict[str, Translated]:
        return {text.german.name.removesuffix(f"_{SOURCE}"): text for text in self.translated()}

    def attachments(self) -> list[tuple[forms.BaseForm, Translated, int]]:
        """Each row of files with its name in all languages and its size in kB."""
        found = []
        for row in self.rows["attachments"].forms:
            size = self._sizes.get(row.initial.get("id"), 0)
            found.append((row, text_of(row, "name"), -(-size // 1000)))
        return found
