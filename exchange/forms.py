"""What staff may send: a file and where it comes from, what its columns mean, what is to go out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import coordinated_keys, is_operator
from accounts.models import User
from exchange import reading
from exchange.columns import Column
from exchange.models import ImportRun, Target
from exchange.widgets import Choice
from offers.models import Kind, State
from portal.languages import BY_CODE
from portal.models import Region
from portal.regions import places


class UploadForm(forms.ModelForm):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("CSV oder XLSX, höchstens 5 MB und 20.000 Zeilen. Die erste Zeile enthält die Überschriften."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    region = forms.ChoiceField(label=_("Region"), required=False, help_text=_("Gilt für alle Zeilen, die keine Region nennen."))

    class Meta:
        model = ImportRun
        fields = ("target", "file", "source", "licence", "region")
        help_texts = {
            "source": _("Wer hat die Liste gemacht? Mit derselben Quelle erkennen wir die Zeilen wieder."),
            "licence": _("Zum Beispiel CC BY 4.0 oder „mit Erlaubnis“."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = coordinated_keys(user)
        table = places()
        options = sorted(((key, table[key].name) for key in own if key in table), key=lambda pair: (len(pair[0]) > 2, pair[1]))
        self.fields["region"].choices = [("", "–"), *options]
        self.fields["region"].required = not is_operator(user)
        self.fields["target"].choices = Target.choices

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > reading.MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 5 MB. Bitte teilen Sie die Liste."))
        return file

    def clean_region(self) -> Region | None:
        return Region.objects.filter(pk=self.cleaned_data["region"]).first() if self.cleaned_data["region"] else None


class ColumnsForm(forms.Form):
    """For each of our columns: theirs, and where it makes sense one value for all rows. Names are `col_…` and `all_…`."""

    name = forms.CharField(
        label=_("Zuordnung merken als"),
        required=False,
        max_length=80,
        help_text=_("Mit einem Namen schlagen wir sie bei der nächsten Liste wieder vor."),
    )

    def __init__(self, *args: Any, columns: list[Column], headers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [("", "–"), *((header, header) for header in headers)]
        for column in columns:
            label = column.label if not column.language else f"{column.label} ({BY_CODE[column.language].name})"
            self.fields[f"col_{column.name}"] = forms.ChoiceField(label=label, choices=choices, required=False, help_text=column.hint)
            if column.fixed:
                self.fields[f"all_{column.name}"] = self._fixed(column)

    @staticmethod
    def _fixed(column: Column) -> forms.Field:
        label = _("Für alle Zeilen: %(field)s") % {"field": column.label}
        if isinstance(column.widget, Choice):
            choices = [("", "–"), *((value, name) for value, name in column.widget.choices.choices if value)]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        return forms.CharField(label=label, required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        used: dict[str, str] = {}
        for column in self.columns:
            header = data.get(f"col_{column.name}")
            if header and used.setdefault(header, column.name) != column.name:
                self.add_error(f"col_{column.name}", _("Diese Spalte haben Sie schon einem anderen Feld zugeordnet."))
        if not data.get("col_external_key") and not data.get("col_slug"):
            self.add_error("col_external_key", _("Bitte wählen Sie die Spalte, die jede Zeile eindeutig macht."))
        return data

    def mapping(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return our column names with theirs, and with fixed values."""
        data = self.cleaned_data
        theirs = {column.name: data[f"col_{column.name}"] for column in self.columns if data[f"col_{column.name}"]}
        fixed = {column.name: data[f"all_{column.name}"] for column in self.columns if column.fixed and data[f"all_{column.name}"]}
        return theirs, fixed

    @staticmethod
    def initial_of(columns: dict[str, str], constants: dict[str, str]) -> dict[str, str]:
        """Return the form's initial values for a mapping."""
        return {f"col_{name}": header for name, header in columns.items()} | {f"all_{name}": value for name, value in constants.items()}

    @property
    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField | None]]]]:
        """The fields language by language; the first group has no language."""
        found: dict[str, list[tuple[forms.BoundField, forms.BoundField | None]]] = {}
        for column in self.columns:
            pair = (self[f"col_{column.name}"], self[f"all_{column.name}"] if column.fixed else None)
            found.setdefault(column.language, []).append(pair)
        return list(found.items())


class ExportForm(forms.Form):
    """Which rows go out: `id` as the desk's lists send it, or these few questions."""

    state = forms.ChoiceField(label=_("Stand"), choices=[("", _("alle")), *State.choices], required=False)
    kind = forms.CharField(required=False, max_length=40)
    region = forms.ModelChoiceField(Region.objects.all(), required=False)
    id = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any, *, target: str) -> None:
        super().__init__(data)
        # Any whole number: what is not visible to the account is not found.
        self.fields["id"].valid_value = lambda value: value.isascii() and value.isdigit() and len(value) < 12
        if target == Target.ORGANISATIONS:
            self.fields["state"].choices = [("", _("alle")), ("active", ""), ("archived", "")]
        else:
            self.fields["kind"] = forms.ChoiceField(choices=[("", _("alle")), *Kind.choices], required=False)

    def apply(self, queryset: Any) -> Any:
        """Return the chosen rows."""
        data = self.cleaned_data
        if data["id"]:
            queryset = queryset.filter(pk__in=data["id"])
        for field in ("state", "kind"):
            if data[field]:
                queryset = queryset.filter(**{field: data[field]})
        if data["region"]:
            through = queryset.model.regions.through.objects.filter(region=data["region"])
            queryset = queryset.filter(pk__in=through.values(f"{queryset.model._meta.model_name}_id"))
        return queryset.order_by("pk")
