"""What the lists at the desk can be narrowed to."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from networks.models import ClaimState, Organisation


class _Filter(forms.Form):
    """All fields are optional; a value that is none is not a filter."""

    names: tuple[str, ...] = ()
    q = forms.CharField(label=_("Suche"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    claim = forms.ChoiceField(label=_("Übernahme"), required=False, choices=[("", _("alle")), *ClaimState.choices])
    state = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[("", _("aktiv")), (Organisation.State.ARCHIVED, _("archiviert")), ("all", _("alle"))]
    )

    def narrow(self, rows: QuerySet) -> QuerySet:
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            wanted = Q()
            for name in self.names:
                wanted |= Q(**{f"{name}__icontains": words})
            rows = rows.filter(wanted)
        if chosen.get("claim"):
            rows = rows.filter(claim_state=chosen["claim"])
        if chosen.get("state") != "all":
            rows = rows.filter(state=chosen.get("state") or Organisation.State.ACTIVE)
        return rows

    def query(self) -> str:
        """Return the filter for the addresses of other pages."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})


class OrganisationFilter(_Filter):
    names = ("name", "short_name", "slug")


class AdvisorFilter(_Filter):
    names = ("display_name", "slug", "organisations__name")

    def narrow(self, rows: QuerySet) -> QuerySet:
        return super().narrow(rows).distinct()
