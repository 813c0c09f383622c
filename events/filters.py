"""The parameters of the lists of events, what each may hold, and their words."""

import datetime

import django_filters
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.index import FREE, coming_index, past_index
from events.models import OPEN_STATES, Event, EventLanguage, Format, Kind, Registration
from portal.languages import CODES
from portal.lists import RELEVANCE, TITLE
from portal.regions import keys_in, places
from portal.vocabulary import Audience
from portal.wording import day, name_of_language

DATE = "date"
SORTS = ((RELEVANCE, _("Was am besten passt")), (DATE, _("Nach Datum")), (TITLE, _("Titel von A bis Z")))
LISTS = ("region", "from", "until", "kind", "language", "format", "audience", "free")
PARAMETERS = ("q", *LISTS, "sort", "page")
LABELS = {
    "region": _("Ort"),
    "kind": _("Art der Veranstaltung"),
    "language": _("Sprache der Veranstaltung"),
    "format": _("Vor Ort oder online"),
    "audience": _("Für wen"),
    "free": _("Freie Plätze"),
}


class Days:
    """Holds every day that can be written as YYYY-MM-DD between 2000 and 2099."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and read_day(value) is not None

    def __iter__(self) -> "Days":
        return self

    def __next__(self) -> str:
        raise StopIteration


def read_day(value: str) -> datetime.date | None:
    """Return a day written as YYYY-MM-DD, None for anything else."""
    try:
        found = datetime.date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None
    return found if found and 2000 <= found.year < 2100 else None


def known_values() -> dict[str, object]:
    """Return what each list parameter may hold."""
    spoken = set(coming_index().facets["language"]) | set(past_index().facets["language"])
    return {
        "region": tuple(places()),
        "from": Days(),
        "until": Days(),
        "kind": tuple(Kind.values),
        "language": (*CODES, *sorted(spoken - set(CODES))),
        "format": (str(Format.ON_SITE), str(Format.ONLINE)),
        "audience": tuple(Audience.values),
        "free": (FREE,),
    }


def label_of(name: str, value: str) -> str:
    """Return the words for one value of a filter in the reader's language."""
    if name == "region":
        return places()[value].name
    if name == "language":
        return name_of_language(value)
    if name == "from":
        return _now("ab %(day)s") % {"day": day(datetime.date.fromisoformat(value))}
    if name == "until":
        return _now("bis %(day)s") % {"day": day(datetime.date.fromisoformat(value))}
    if name == "free":
        return _now("Es gibt noch Plätze")
    closed = {"kind": Kind, "format": Format, "audience": Audience}
    return str(closed[name](value).label)


class EventFilter(django_filters.FilterSet):
    """The same question as SQL. Values of one filter widen each other, different filters narrow.

    The list itself counts with the bits of `events.index`; this is the truth that they are checked against.
    """

    region = django_filters.MultipleChoiceFilter(method="filter_region")
    kind = django_filters.MultipleChoiceFilter()
    language = django_filters.MultipleChoiceFilter(method="filter_language")
    format = django_filters.MultipleChoiceFilter(method="filter_format")
    audience = django_filters.MultipleChoiceFilter(field_name="audiences", method="filter_audience")
    free = django_filters.MultipleChoiceFilter(method="filter_free")

    class Meta:
        model = Event
        fields = ("region", "kind", "language", "format", "audience", "free")

    def __init__(self, data: QueryDict, queryset: QuerySet | None = None) -> None:
        super().__init__(data, queryset=Event.objects.public() if queryset is None else queryset)
        for name, values in known_values().items():
            if name in self.filters:
                self.filters[name].extra["choices"] = [(value, value) for value in values]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Narrow by the days too, whose names are words of the language that this is written in."""
        first, last = (read_day(self.data.get(name, "")) for name in ("from", "until"))
        local = queryset.annotate(first_day=TruncDate("starts_at", tzinfo=timezone.get_default_timezone()))
        local = local.filter(first_day__gte=first) if first else local
        return super().filter_queryset(local.filter(first_day__lte=last) if last else local)

    def filter_region(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        return queryset.filter(region__in={inner for key in values for inner in keys_in(key)}) if values else queryset

    def filter_language(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        chosen = EventLanguage.objects.filter(code__in=values)
        return queryset.filter(pk__in=chosen.values("event_id")) if values else queryset

    def filter_format(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        return queryset.filter(format__in=[*values, Format.HYBRID]) if values else queryset

    def filter_audience(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        return queryset.filter(audiences__overlap=values) if values else queryset

    def filter_free(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        """One can still come: the registration is open and a place is left, or none is needed."""
        if not values:
            return queryset
        now = timezone.now()
        holding = Registration.objects.holding().values("pk")
        rows = queryset.filter(state__in=OPEN_STATES, starts_at__gt=now)
        rows = rows.annotate(held=Count("registrations", filter=Q(registrations__in=holding), distinct=True))
        room = Q(capacity__isnull=True) | Q(capacity__gt=F("held"))
        window = (Q(opens_at__isnull=True) | Q(opens_at__lte=now)) & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))
        return rows.filter(room, Q(needs_registration=False) | window)
