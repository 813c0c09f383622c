"""The editor's form of an offer: German and the other languages beside it, in the order of the public page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import Q
from django.forms.models import fields_for_model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from networks.access import organisations_of
from networks.forms.fields import Lookup
from networks.models import Contact, Organisation, Place
from offers import values
from offers.access import visible_to
from offers.editor_rows import LanguageForms, LinkForms
from offers.models import PUBLIC_STATES, Format, Offer, default_verify_days
from offers.models.offer import EARLIEST, LATEST
from offers.translation import OFFER_TEXTS
from offers.values import Values
from offers.widgets import LinesField, PickBodies, PickMany, PickRegions
from portal.languages import CODES, SOURCE, direction
from portal.pickers import Choice, chosen_key, name_empty
from portal.regions import places
from portal.vocabulary import Audience, Occasion, Phase

# The order of the public page; a name of OFFER_TEXTS stands for all its languages.
SECTIONS = (
    ("name", _("Name und Kurztext"), ("provider", "co_providers", "official_name", "title", "summary", "kind", "aliases", "formerly")),
    ("start", _("Erster Schritt und Reihenfolge"), ("first_step", "apply_before", "capacity")),
    ("reach", _("So erreichen Sie die Stelle"), (
        "contact", "new_contact", "website", "appointment_url", "links", "place", "new_place", "walk_in", "next_slots",
    )),
    ("who", _("Für wen und wann"), ("who_for", "audiences", "phases", "occasions", "topics")),
    ("languages", _("Sprachen"), ("languages", "german_level")),
    ("cost", _("Kosten, Ort und Art"), ("cost", "cost_note", "formats", "regions")),
    ("residence", _("Aufenthalt"), ("residence", "residence_note")),
    ("details", _("Gut zu wissen"), (
        "conditions", "deadline", "waiting_time", "documents", "first_talk", "first_talk_minutes", "confidential", "requires",
    )),
    ("dates", _("Gültigkeit und Quellen"), ("valid_from", "valid_until", "funded_until", "verify_after_days", "sources", "source_date")),
)  # fmt: skip
HINTS = {
    "official_name": _("So steht es am Schild und in Briefen, auf Deutsch."),
    "title": _("Sagen Sie in einfachen Worten, was es ist."),
    "summary": _("Ein Satz. Er steht auf jeder Karte."),
    "aliases": _("Ein Name pro Zeile."),
    "formerly": _("Ein Name pro Zeile."),
    "sources": _("Eine Adresse pro Zeile."),
    "first_step": _("Was soll jemand zuerst tun?"),
    "regions": _("Wählen Sie die kleinsten Regionen, die stimmen."),
    "verify_after_days": _("Danach fragen wir Sie, ob noch alles stimmt."),
    "requires": _("Angebote, die man zuerst braucht."),
}
_BOUNDS = [MinValueValidator(EARLIEST, _("Bitte prüfen Sie das Jahr.")), MaxValueValidator(LATEST, _("Bitte prüfen Sie das Jahr."))]


class OfferForm(forms.Form):
    """All plain fields of an offer. `values` in and out; rows of their own (languages, links) stand beside it in `Editor`."""

    new_contact_label = forms.CharField(label=_("Wofür"), max_length=120, required=False)
    new_contact_phone = forms.CharField(
        label=_("Telefon"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"})
    )
    new_contact_email = forms.EmailField(label=_("E-Mail"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"}))
    new_contact_whatsapp = forms.BooleanField(label="WhatsApp", required=False)
    new_contact_signal = forms.BooleanField(label="Signal", required=False)
    new_place_name = forms.CharField(label=_("Name des Hauses"), max_length=120, required=False)
    new_place_street = forms.CharField(label=_("Straße und Hausnummer"), max_length=120, required=False)
    new_place_postcode = forms.RegexField(
        r"^[0-9]{5}$",
        label=_("Postleitzahl"),
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
        error_messages={"invalid": _("Eine Postleitzahl hat fünf Ziffern.")},
    )
    new_place_city = forms.CharField(label=_("Ort"), max_length=80, required=False)
    new_place_step_free = forms.NullBooleanField(label=_("stufenlos"), required=False)
    new_place_child_welcome = forms.NullBooleanField(label=_("Kinder können mitkommen"), required=False)
    minor = forms.BooleanField(
        label=_("Kleine Änderung: der Sinn bleibt gleich"),
        help_text=_("Dann bleiben die Übersetzungen gültig."),
        required=False,
    )

    def __init__(self, *args: Any, user: User, offer: Offer | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = _model_fields() | self.fields
        self._limit_choices(user, offer)
        for name in ("official_name", "title_de", "kind", "cost"):
            self.fields[name].required = True
        self.fields["verify_after_days"].required = False
        for field in self.fields.values():
            name_empty(field)
            field.label = capfirst(field.label)

    def _limit_choices(self, user: User, offer: Offer | None) -> None:
        """Only what the account may use, besides what stands there already."""
        own = offer.provider_id if offer else None
        member_of = set(user.memberships.values_list("organisation_id", flat=True))
        mine = organisations_of(user).values("pk")
        providers = bodies(Q(pk__in=mine, state=Organisation.State.ACTIVE) | Q(pk=own))
        self.fields["provider"].ask(lambda: providers)
        asked = chosen_key(str(self.data.get("provider", "")), providers) if self.is_bound else None
        near = {own, *member_of, int(asked or 0)}
        if not self.is_bound and not self.initial.get("provider") and len(member_of) == 1:
            self.initial["provider"] = next(iter(member_of))
        kept = offer.co_providers.values("pk") if offer else []
        self.fields["co_providers"].ask(Lookup(lambda: bodies(Q(state=Organisation.State.ACTIVE) | Q(pk__in=kept))))
        allowed = near & {int(choice.key) for choice in providers}
        for name, model in (("contact", Contact), ("place", Place)):
            self.fields[name].queryset = model.objects.filter(organisation__in=allowed).select_related("organisation").order_by("pk")
        steps = Offer.objects.filter(Q(state__in=PUBLIC_STATES) | Q(pk__in=visible_to(user).values("pk")))
        self.fields["requires"].queryset = steps.exclude(pk=offer.pk if offer else None).order_by("official_name")
        self.fields["regions"].choices = [(key, place.name) for key, place in places().items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["verify_after_days"] = cleaned.get("verify_after_days") or default_verify_days(cleaned.get("kind", ""))
        provider, first, last = cleaned.get("provider"), cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and first > last:
            self.add_error("valid_until", _("„Gilt bis“ liegt vor „gilt ab“."))
        for name in ("contact", "place"):
            row = cleaned.get(name)
            bodies = {provider.pk if provider else None, *(body.pk for body in cleaned.get("co_providers") or ())}
            if row and row.organisation_id not in bodies:
                self.add_error(name, _("Das gehört nicht zum gewählten Anbieter."))
        contact = self._new("new_contact", ("label", "phone", "email", "whatsapp", "signal"))
        if contact and not (contact["phone"] or contact["email"]):
            self.add_error("new_contact_phone", _("Bitte geben Sie eine Telefonnummer oder eine E-Mail-Adresse an."))
        place = self._new("new_place", ("name", "street", "postcode", "city", "step_free", "child_welcome"))
        if place and not place["city"]:
            self.add_error("new_place_city", _("Bitte geben Sie den Ort an."))
        return cleaned

    def _new(self, name: str, parts: tuple[str, ...]) -> Values | None:
        """Keep a contact or place that was written down, if anything was."""
        found = {part: self.cleaned_data.get(f"{name}_{part}") for part in parts}
        self.cleaned_data[name] = found if any(found.values()) else None
        return self.cleaned_data[name]

    def values(self) -> Values:
        """Return what was cleaned, as plain values."""
        new = {name: given for name in values.NEW if (given := self.cleaned_data.get(name))}
        return values.plain(self.cleaned_data) | new


def bodies(which: Q) -> list[Choice]:
    """Organisations as the pickers show them."""
    rows = Organisation.objects.filter(which).order_by("name", "pk").values_list("pk", "name", "slug")
    return [Choice(str(pk), f"{name} ({slug})") for pk, name, slug in rows]


def _model_fields() -> dict[str, forms.Field]:
    bodies_named = ("provider", "co_providers")
    names = [name for name in values.FIELDS if name not in (*values.ROWS, *values.LISTS, "regions", *bodies_named)]
    dates = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in values.DATES}
    boxes = {"topics": forms.CheckboxSelectMultiple, "documents": forms.CheckboxSelectMultiple}
    fields = fields_for_model(Offer, fields=names, widgets=dates | boxes | {"requires": PickMany()})
    fields |= {
        name: forms.MultipleChoiceField(
            label=Offer._meta.get_field(name).verbose_name, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        for name, choices in (
            ("audiences", Audience.choices), ("phases", Phase.choices), ("occasions", Occasion.choices), ("formats", Format.choices)
        )
    }  # fmt: skip
    fields |= {
        name: PickBodies(
            label=Offer._meta.get_field(name).verbose_name, list_id=name, many=name == "co_providers", required=name == "provider"
        )
        for name in bodies_named
    }
    fields |= {
        name: LinesField(label=Offer._meta.get_field(name).verbose_name, longest=longest, addresses=name == "sources", required=False)
        for name, longest in (("aliases", 120), ("formerly", 120), ("sources", 500))
    }
    fields["regions"] = forms.MultipleChoiceField(label=Offer._meta.get_field("regions").verbose_name, required=False, widget=PickRegions())
    for name, field in fields.items():
        if name in values.TEXTS:
            _dress_text(name, field)
        elif name in values.DATES:
            field.validators += _BOUNDS
        field.help_text = HINTS.get(name.removesuffix(f"_{SOURCE}"), field.help_text)
        if isinstance(field, forms.URLField):
            field.widget.attrs["dir"] = "ltr"
    fields["official_name"].widget.attrs |= {"lang": SOURCE, "dir": direction(SOURCE), "data-count": 160}
    pattern = r"^((199|20[0-9])[0-9](-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"
    fields["source_date"].validators.append(RegexValidator(pattern, _("Bitte prüfen Sie das Jahr.")))
    return fields


def _dress_text(name: str, field: forms.Field) -> None:
    text, code = name.rsplit("_", 1)
    field.label = Offer._meta.get_field(text).verbose_name
    field.required = False
    longest = Offer._meta.get_field(text).max_length
    field.widget = forms.Textarea(attrs={"rows": 3}) if longest > 160 else forms.TextInput()
    field.max_length = longest
    field.widget.attrs |= {"lang": code, "dir": direction(code), "data-count": longest, "maxlength": longest}


class Editor:
    """The form with its rows: one thing to check, to show and to read."""

    def __init__(
        self, *, user: User, offer: Offer | None, current: Values, data: Any = None, beside: str = "", quiet: bool = False
    ) -> None:
        self.form = OfferForm(data, user=user, offer=offer, initial=dict(current) if data is None else _kept_initial(current))
        self.rows = {
            "languages": LanguageForms(data, prefix="languages", initial=current["languages"]),
            "links": LinkForms(data, prefix="links", initial=current["links"]),
        }
        self.beside = beside
        if quiet and data is not None:
            # What was kept of an unfinished form is shown as it is, without reproach.
            for form in (self.form, *(row for rows in self.rows.values() for row in rows)):
                form._errors = forms.utils.ErrorDict()
            for rows in self.rows.values():
                rows._errors, rows._non_form_errors = [], forms.utils.ErrorList()

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def values(self) -> Values:
        return self.form.values() | {name: rows.values() for name, rows in self.rows.items()}

    def add_errors(self, error: ValidationError) -> None:
        """Put what an action refused beside its field, or on top."""
        if not hasattr(error, "error_dict"):
            self.form.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.form.add_error(name if name in self.form.fields else None, errors)

    def sections(self) -> list[dict[str, Any]]:
        """Return the sections with their items as the template shows them."""
        return [{"id": key, "label": label, "items": [self._item(name) for name in names]} for key, label, names in SECTIONS]

    def pickers(self) -> list[PickBodies]:
        """Return the fields whose lists of names stand once on the page."""
        return [field for field in self.form.fields.values() if isinstance(field, PickBodies)]

    def _item(self, name: str) -> dict[str, Any]:
        if name in OFFER_TEXTS:
            others = [(code, self.form[f"{name}_{code}"]) for code in CODES if code != SOURCE]
            return {
                "type": "text",
                "field": self.form[f"{name}_{SOURCE}"],
                "beside": [pair for pair in others if pair[0] == self.beside],
                "others": [pair for pair in others if pair[0] != self.beside],
                "total": len(others),
                "filled": sum(1 for _code, field in others if field.value()),
            }
        if name in self.rows:
            return {"type": "rows", "name": name, "formset": self.rows[name]}
        if name in values.NEW:
            fields = [self.form[other] for other in self.form.fields if other.startswith(f"{name}_")]
            return {"type": "new", "name": name, "fields": fields, "open": any(field.errors or field.value() for field in fields)}
        return {"type": "field", "field": self.form[name]}


def _kept_initial(current: Values) -> Values:
    return {"provider": current["provider"]}
