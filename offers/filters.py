"""The list's parameters: what was asked, what of it is known, and the SQL that answers it."""

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from offers.index import offer_index
from offers.models import Cost, Format, Kind, Offer, OfferLanguage, OfferQuerySet
from portal.content import snapshot
from portal.languages import CODES
from portal.lists import RELEVANCE, TITLE
from portal.regions import places
from portal.topics import topics
from portal.vocabulary import Audience, Occasion, Phase

NEWEST = "newest"
SORTS = ((RELEVANCE, _("Was am besten passt")), (NEWEST, _("Zuletzt geprüft")), (TITLE, _("Titel von A bis Z")))
LISTS = ("region", "phase", "topic", "kind", "language", "cost", "format", "audience", "occasion")
PARAMETERS = ("q", *LISTS, "sort", "page")


@snapshot
def known_values() -> dict[str, tuple[str, ...]]:
    """Return what each list parameter may hold."""
    return {
        "region": tuple(places()),
        "phase": tuple(Phase.values),
        "topic": tuple(topics()),
        "kind": tuple(Kind.values),
        "language": (*CODES, *sorted(set(offer_index().facets["language"]) - set(CODES))),
        "cost": tuple(Cost.values),
        "format": tuple(Format.values),
        "audience": tuple(Audience.values),
        "occasion": tuple(Occasion.values),
    }


class OfferFilter(django_filters.FilterSet):
    """The same question as SQL. Values of one filter widen each other, different filters narrow.

    The list itself counts with the bits of `offers.index`; this is the truth that they are checked against.
    """

    region = django_filters.MultipleChoiceFilter(method="filter_region")
    phase = django_filters.MultipleChoiceFilter(field_name="phases", method="filter_overlap")
    topic = django_filters.MultipleChoiceFilter(method="filter_topic")
    kind = django_filters.MultipleChoiceFilter()
    language = django_filters.MultipleChoiceFilter(method="filter_language")
    cost = django_filters.MultipleChoiceFilter()
    format = django_filters.MultipleChoiceFilter(field_name="formats", method="filter_overlap")
    audience = django_filters.MultipleChoiceFilter(field_name="audiences", method="filter_overlap")
    occasion = django_filters.MultipleChoiceFilter(field_name="occasions", method="filter_overlap")

    class Meta:
        model = Offer
        fields = LISTS

    def __init__(self, data: QueryDict, queryset: QuerySet | None = None) -> None:
        super().__init__(data, queryset=Offer.objects.all() if queryset is None else queryset)
        for name, values in known_values().items():
            self.filters[name].extra["choices"] = [(value, value) for value in values]

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
