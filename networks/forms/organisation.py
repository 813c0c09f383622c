"""The editor of an organisation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from networks import sheets
from networks.forms.editor import Editor, ProfileForm, Translated, text_of
from networks.forms.fields import LinesField, Lookup, PickField
from networks.forms.rows import Contacts, Duties, OrganisationLanguages, Places, mark_languages
from networks.models import Organisation
from networks.sheets import Sheet, in_all
from networks.translation import ORGANISATION_TEXTS
from portal.languages import SOURCE
from portal.pickers import Choice, region_choices
from portal.pictures import PictureField

SLUG_LABEL = _("Adresse der Seite")
SLUG_HINT = _("Der letzte Teil der Internetadresse. Die alte Adresse führt weiter hierher.")
TEXT_COLUMNS = in_all(*ORGANISATION_TEXTS)


def organisation_choices() -> list[Choice]:
    rows = Organisation.objects.active().order_by("name", "pk").values_list("pk", "name", "slug")
    return [Choice(str(pk), f"{name} ({slug})") for pk, name, slug in rows]


class OrganisationForm(ProfileForm):
    texts = ORGANISATION_TEXTS
    aliases = LinesField(label=Organisation._meta.get_field("aliases").verbose_name, required=False, help_text=_("Ein Name in jeder Zeile"))
    formerly = LinesField(
        label=Organisation._meta.get_field("formerly").verbose_name, required=False, help_text=_("Ein Name in jeder Zeile")
    )
    parent_id = PickField(label=_("gehört zu"), list_id="organisations", required=False)
    regions = PickField(label=_("Regionen"), list_id="regions", choices=region_choices, many=True)
    logo_file = PictureField(label=_("Logo"), required=False, help_text=_("PNG, JPEG oder WebP, höchstens 5 MB"))
    drop_logo = forms.BooleanField(label=_("Bild löschen"), required=False)

    class Meta:
        model = Organisation
        fields = ("name", "short_name", "slug", "aliases", "formerly", "kind", "website", "mail_domain", *TEXT_COLUMNS)
        widgets = {
            name: forms.Textarea(attrs={"rows": 4 if name.startswith("about") else 3})
            for name in TEXT_COLUMNS
            if not name.startswith("logo_alt")
        } | {"website": forms.URLInput(attrs={"dir": "ltr"}), "slug": forms.TextInput(attrs={"dir": "ltr"})}
        labels = {"slug": SLUG_LABEL}
        help_texts = {
            "slug": SLUG_HINT,
            "mail_domain": _("Ein Code an eine Adresse dieser Domain beweist die Übernahme. Nur die Koordination ändert das."),
        }

    def __init__(self, *args: Any, coordinates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coordinates = coordinates
        mark_languages(self)
        self.fields["kind"].label_from_instance = lambda kind: kind.name
        self.fields["slug"].required = False
        self.fields[f"about_{SOURCE}"].required = True
        self.fields["parent_id"].ask(Lookup(organisation_choices))
        if not coordinates:
            del self.fields["mail_domain"]

    @property
    def mail_domain_field(self) -> BoundField | None:
        """The field of the domain that proves a claim, for those who may set it."""
        return self["mail_domain"] if "mail_domain" in self.fields else None

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or self.instance.slug

    def clean_parent_id(self) -> int | None:
        key = self.cleaned_data["parent_id"]
        if key and int(key) == self.instance.pk:
            raise ValidationError(_("Eine Organisation gehört nicht zu sich selbst."))
        return int(key) if key else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        stays = self.instance.logo and not cleaned.get("drop_logo")
        if (cleaned.get("logo_file") or stays) and not cleaned.get(f"logo_alt_{SOURCE}"):
            self.add_error(f"logo_alt_{SOURCE}", _("Bitte sagen Sie, was auf dem Bild zu sehen ist."))
        return cleaned

    def columns(self) -> dict[str, Any]:
        found = super().columns()
        if "kind" in self.cleaned_data:
            found["kind_id"] = self.cleaned_data["kind"].pk
        return found


class OrganisationEditor(Editor):
    short = ("contacts", "places", "responsibilities")
    lists = {"contacts": Contacts, "places": Places, "languages": OrganisationLanguages, "responsibilities": Duties}

    def __init__(
        self,
        organisation: Organisation,
        data: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        coordinates: bool,
        unchecked: bool = False,
    ) -> None:
        sheet = sheets.read(organisation)
        initial = {"version": organisation.version, "parent_id": organisation.parent_id, "regions": sheet.links["regions"]}
        form = OrganisationForm(data, files, instance=organisation, initial=initial, coordinates=coordinates)
        super().__init__(form, sheet, data, unchecked=unchecked)

    def sheet(self) -> Sheet:
        sheet = super().sheet()
        if "regions" in self.form.cleaned_data:
            sheet.links["regions"] = sorted(self.form.cleaned_data["regions"])
        return sheet

    def words(self) -> list[Translated]:
        """The texts of the section about the work; the words about the logo stand with it."""
        return [text for text in self.translated() if not text.german.name.startswith("logo_alt")]

    def contacts(self) -> list[tuple[BaseForm, Translated]]:
        return [(row, text_of(row, "label")) for row in self.rows["contacts"].forms]

    def places(self) -> list[tuple[BaseForm, Translated]]:
        return [(row, text_of(row, "women_only_hours")) for row in self.rows["places"].forms]

    def logo_alt(self) -> Translated:
        return next(text for text in self.translated() if text.german.name.startswith("logo_alt"))
