"""The list's parameters: what was asked, what of it is known, and the SQL that answers it."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from offers.index import offer_index
from offers.models import Cost, Format, Kind, Offer, OfferLanguage, OfferQuerySet
from portal.languages import CODES
from portal.regions import places
from portal.topics import topics
from portal.vocabulary import Audience, Occasion, Phase

RELEVANCE, NEWEST, TITLE = "relevance", "newest", "title"
SORTS = ((RELEVANCE, _("Was am besten passt")), (NEWEST, _("Zuletzt geprüft")), (TITLE, _("Titel von A bis Z")))
LISTS = ("region", "phase", "topic", "kind", "language", "cost", "format", "audience", "occasion")
PARAMETERS = ("q", *LISTS, "sort", "page")
MAX_QUERY = 100


class ForgivingMultipleChoiceField(forms.MultipleChoiceField):
    """Keeps the known values and remembers the others, so that an old or mistyped address still shows a list."""

    def clean(self, value: list[str] | None) -> list[str]:
        known = {str(key) for key, _label in self.choices}
        asked = list(dict.fromkeys(value or []))
        self.ignored = [item for item in asked if item and item not in known]
        return [item for item in asked if item in known]


class ForgivingFilter(django_filters.MultipleChoiceFilter):
    field_class = ForgivingMultipleChoiceField


class OfferFilter(django_filters.FilterSet):
    """Every filter may be repeated: values of one filter widen each other, different filters narrow."""

    region = ForgivingFilter(method="filter_region")
    phase = ForgivingFilter(field_name="phases", method="filter_overlap", choices=Phase.choices)
    topic = ForgivingFilter(method="filter_topic")
    kind = ForgivingFilter(choices=Kind.choices)
    language = ForgivingFilter(method="filter_language")
    cost = ForgivingFilter(choices=Cost.choices)
    format = ForgivingFilter(field_name="formats", method="filter_overlap", choices=Format.choices)
    audience = ForgivingFilter(field_name="audiences", method="filter_overlap", choices=Audience.choices)
    occasion = ForgivingFilter(field_name="occasions", method="filter_overlap", choices=Occasion.choices)

    class Meta:
        model = Offer
        fields = LISTS

    def __init__(self, data: QueryDict, queryset: QuerySet | None = None) -> None:
        super().__init__(data, queryset=Offer.objects.all() if queryset is None else queryset)
        spoken = {*CODES, *offer_index().facets["language"]}
        for name, values in (("region", places()), ("topic", topics()), ("language", spoken)):
            self.filters[name].extra["choices"] = [(value, value) for value in values]

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The known values of each filter that has any."""
        return {name: values for name, values in self.form.cleaned_data.items() if values} if self.form.is_valid() else {}

    @property
    def ignored(self) -> list[str]:
        """What was asked but is not known, as it was written."""
        self.form.is_valid()
        return [value for name in LISTS for value in self.form.fields[name].ignored]

    def filter_overlap(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        return queryset.filter(**{f"{name}__overlap": values}) if values else queryset

    def filter_region(self, queryset: OfferQuerySet, name: str, values: list[str]) -> QuerySet:
        return queryset.in_region(*values) if values else queryset

    def filter_topic(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        chosen = Offer.topics.through.objects.filter(topic_id__in=values)
        return queryset.filter(pk__in=chosen.values("offer_id")) if values else queryset

    def filter_language(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        chosen = OfferLanguage.objects.filter(code__in=values)
        return queryset.filter(pk__in=chosen.values("offer_id")) if values else queryset
