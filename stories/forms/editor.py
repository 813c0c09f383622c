"""The editor of a story: one form with its steps and sources, in the order of the page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from networks.forms.editor import Editor, ProfileForm, Translated, text_of
from networks.forms.fields import Lookup, PickField, Unchecked, language_choices
from networks.forms.rows import formset, mark_languages
from networks.models import Advisor, Organisation
from networks.sheets import Sheet, in_all
from offers.models import Offer
from portal.languages import SOURCE
from portal.pickers import Choice, chosen_key, region_choices
from stories import values
from stories.models import Consent, Story, StorySource, StoryStep
from stories.translation import STORY_TEXTS
from stories.writing import Given

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# A longer list helps nobody; what is not in it is found by its address.
MOST_CHOICES = 1500


def spoken_choices() -> list[Choice]:
    return [Choice(code, f"{name} ({code})") for code, name in language_choices() if code]


def advisor_choices() -> list[Choice]:
    rows = Advisor.objects.in_network().order_by("display_name", "pk").values_list("pk", "display_name", "slug")
    return [Choice(str(pk), f"{name} ({slug})") for pk, name, slug in rows[:MOST_CHOICES]]


def _offers() -> QuerySet:
    return Offer.objects.public(timezone.localdate())


# Which rows may be named at a step, and the column that names them.
LINKED: dict[str, tuple[Any, str]] = {
    "offers": (_offers, "title_de"),
    "organisations": (Organisation.objects.active, "name"),
    "events": (Event.objects.public, "title_de"),
}


def linked_choices(link: str, story: Story) -> list[Choice]:
    """Return what may be named at a step, with what stands there already."""
    rows, name = LINKED[link]
    model: type[Model] = StoryStep._meta.get_field(link).related_model
    found = model._default_manager.filter(Q(pk__in=rows().values("pk")[:MOST_CHOICES]) | Q(story_steps__story=story.pk or 0)).distinct()
    return [Choice(str(pk), f"{shown} ({slug})") for pk, shown, slug in found.order_by(name, "pk").values_list("pk", name, "slug")]


class LinkField(PickField):
    """Several entries of a long list; what is not in the list is found by the address of its page."""

    link = ""

    def clean(self, value: Any) -> list[int]:
        known = self.choices()
        rows, _name = LINKED[self.link]
        found = []
        for entry in value or []:
            key = chosen_key(entry, known)
            if key is None:
                slug = entry.strip().rstrip("/").rsplit("/", 1)[-1].rstrip(")").rpartition("(")[2]
                key = rows().filter(slug=slug).values_list("pk", flat=True).first()
            if key is None:
                raise ValidationError(_("Das steht nicht in der Liste: %(entry)s"), params={"entry": entry})
            found.append(int(key))
        return sorted(set(found))


class StoryForm(ProfileForm):
    texts = STORY_TEXTS
    region_id = PickField(label=Story._meta.get_field("region").verbose_name, list_id="regions", choices=region_choices)
    advisor_id = PickField(
        label=Story._meta.get_field("advisor").verbose_name,
        list_id="advisors",
        required=False,
        help_text=_("Wer so etwas vorhat, spricht mit dieser Person. Nie mit der Person aus der Geschichte."),
    )
    languages = PickField(label=Story._meta.get_field("languages").verbose_name, list_id="spoken", many=True, required=False)
    email = forms.EmailField(
        label=Consent._meta.get_field("email").verbose_name,
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("Dorthin geht der Link zum Lesen und Zustimmen. Niemand sonst sieht die Adresse."),
    )
    language = forms.ChoiceField(
        label=Consent._meta.get_field("language").verbose_name, choices=Consent._meta.get_field("language").choices, initial=SOURCE
    )

    class Meta:
        model = Story
        fields = ("person_name", "firm_name", "website", "industry", "founded_year", *in_all(*STORY_TEXTS))
        widgets = {
            name: forms.Textarea(attrs={"rows": 10 if name.startswith("text") else 3})
            for name in in_all("summary", "quote", "text", "again")
        } | {
            "website": forms.URLInput(attrs={"dir": "ltr"}),
            **{name: forms.TextInput(attrs={"dir": "auto"}) for name in ("person_name", "firm_name")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mark_languages(self)
        # "industry" begins with a question, not with a row of hyphens.
        self.advisors = Lookup(advisor_choices)
        self.fields["advisor_id"].ask(self.advisors)
        self.spoken = Lookup(spoken_choices)
        self.fields["languages"].ask(self.spoken)

    def columns(self) -> dict[str, Any]:
        """Return the checked columns."""
        found = {name: value for name, value in self.cleaned_data.items() if name in values.STORY.columns}
        if "advisor_id" in found:
            found["advisor_id"] = int(found["advisor_id"]) if found["advisor_id"] else None
        return found


class StepRow(Unchecked, forms.ModelForm):
    """One step of the path. `position` sorts the rows; a row without one stays where it stands."""

    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(label=_("Reihenfolge"), required=False, min_value=1, max_value=99)
    offers = LinkField(label=StoryStep._meta.get_field("offers").verbose_name, list_id="offers", many=True, required=False)
    organisations = LinkField(
        label=StoryStep._meta.get_field("organisations").verbose_name, list_id="organisations", many=True, required=False
    )
    events = LinkField(label=StoryStep._meta.get_field("events").verbose_name, list_id="events", many=True, required=False)

    class Meta:
        model = StoryStep
        fields = ("phase", "year", *in_all("text"))
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in in_all("text")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mark_languages(self)
        for link in values.LINKS:
            self.fields[link].link = link


class SourceRow(Unchecked, forms.ModelForm):
    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = StorySource
        fields = ("title", "url", "on")
        widgets = {"on": DAY, "url": forms.URLInput(attrs={"dir": "ltr"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mark_languages(self)


class StoryEditor(Editor):
    short = ("steps", "sources")
    lists = {"steps": formset(StepRow), "sources": formset(SourceRow)}

    def __init__(self, story: Story, data: QueryDict | None = None, *, sheet: Sheet | None = None, unchecked: bool = False) -> None:
        sheet = sheet or values.read(story)
        consent = Consent.objects.filter(story=story.pk or 0).first()
        initial = {
            "version": story.version,
            "region_id": story.region_id,
            "advisor_id": story.advisor_id,
            "languages": story.languages,
            "email": consent.email if consent else "",
            "language": consent.language if consent else SOURCE,
        }
        rows = [row | {"place": number} for number, row in enumerate(sheet.parts["steps"], start=1)]
        shown = Sheet(sheet.columns, {}, sheet.parts | {"steps": rows})
        super().__init__(StoryForm(data, instance=story, initial=initial), shown, data, unchecked=unchecked)
        self.linked = {link: Lookup(lambda link=link: linked_choices(link, story)) for link in values.LINKS}
        for row in self.rows["steps"].forms:
            for link, choices in self.linked.items():
                row.fields[link].ask(choices)

    def sheet(self) -> Sheet:
        sheet = super().sheet()
        names = ("id", *values.STEPS.columns, *values.LINKS)
        ordered = sorted(enumerate(sheet.parts["steps"]), key=lambda pair: (pair[1].get("place") or 100, pair[0]))
        sheet.parts["steps"] = [
            {name: row.get(name) for name in names if name in row} | {"position": number} for number, (_at, row) in enumerate(ordered)
        ]
        return sheet

    def given(self) -> Given:
        """Return what was sent, checked."""
        cleaned = self.form.cleaned_data
        return Given(self.sheet(), cleaned["email"], cleaned["language"], cleaned["minor"])

    def texts(self) -> dict[str, Translated]:
        return {text.german.name.removesuffix(f"_{SOURCE}"): text for text in self.translated()}

    def steps(self) -> list[tuple[forms.BaseForm, Translated]]:
        """Each row of steps with its text in all languages."""
        return [(row, text_of(row, "text")) for row in self.rows["steps"].forms]
