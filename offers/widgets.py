"""Pickers of the offer editor: they work without script and on a phone."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from networks.forms.fields import PickField
from networks.models import Organisation
from portal.pickers import region_options
from portal.regions import places

MORE = 2


class PickMany(forms.SelectMultiple):
    """What is chosen stands as ticks that can be taken away; selects below add more."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in dict.fromkeys(values) if value]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = attrs or {}
        chosen = [str(key) for key in value or ()]
        context = {
            "name": name,
            "id": attrs.get("id", f"id_{name}"),
            "described": attrs.get("aria-describedby", ""),
            "chosen": self.chosen(chosen),
            "options": self.options_html(),
            "more": range(MORE),
        }
        return render_to_string("offers/_pick_many.html", context)

    def _pairs(self) -> Iterable[tuple[str, str]]:
        if not hasattr(self, "_kept_pairs"):
            self._kept_pairs = [(str(key), str(label)) for key, label in self.choices if key]
        return self._kept_pairs

    def chosen(self, keys: list[str]) -> list[tuple[str, str]]:
        labels = dict(self._pairs())
        return [(key, labels[key]) for key in keys if key in labels]

    def options_html(self) -> SafeString:
        return format_html_join("", '<option value="{}">{}</option>', self._pairs())

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_add" if id_ else id_


class PickRegions(PickMany):
    """Regions in the order and groups of the public picker."""

    def chosen(self, keys: list[str]) -> list[tuple[str, str]]:
        return [(key, places()[key].name) for key in keys if key in places()]

    def options_html(self) -> SafeString:
        return region_options(())


class PickBodies(PickField):
    """One organisation or several, by typing. What is cleaned are the organisations themselves."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.use_fieldset = self.many

    def clean(self, value: Any) -> Any:
        keys = super().clean(value)
        found = list(Organisation.objects.filter(pk__in=keys if self.many else [keys or 0]))
        return found if self.many else next(iter(found), None)


class LinesField(forms.CharField):
    """Several words or addresses, one a line; `longest` bounds each."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *, longest: int, addresses: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.longest, self.check = longest, URLValidator(schemes=["http", "https"]) if addresses else None

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else value or ""

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list) else (super().to_python(value) or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def run_validators(self, value: list[str]) -> None:
        for line in value:
            super().run_validators(line)
            if self.check:
                self.check(line)
            forms.CharField(max_length=self.longest).clean(line)
