"""Stories as cards show them, read in one plain query."""

from types import SimpleNamespace

from django.core.files.storage import default_storage
from django.db.models import OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils.translation import get_language

from offers.models import Offer
from portal.languages import SOURCE
from stories.index import ADVISOR, BODY, OFFER, first_ids, story_index
from stories.models import MediaKind, Story, StoryMedia

FIELDS = ("pk", "slug", "person_name", "firm_name", "industry", "region_id", "is_example")
TEXTS = ("title", "quote", "summary")
# How many stories an offer, an organisation or an advisor shows.
MOST_BESIDE = 3


class Card(SimpleNamespace):
    """One story on a card: FIELDS, TEXTS in the reader's language (if approved) and German, the first photo."""

    @property
    def picture_url(self) -> str:
        name = self.small or self.picture
        return default_storage.url(name) if name else ""


def cards(ids: list[int]) -> list[Card]:
    """Load the cards of these stories in this order. A language that may not be shown is never read."""
    if not ids:
        return []
    index, code = story_index(), get_language() or SOURCE
    approved = index.any_of("language", [code])
    photo = QuerySet(StoryMedia).filter(story=OuterRef("pk"), kind=MediaKind.PHOTO).exclude(picture="").order_by("position", "pk")
    codes = tuple(dict.fromkeys((code, SOURCE)))
    extras = {name: Subquery(photo.values(name)[:1]) for name in ("picture", "small", *(f"alt_{each}" for each in codes))}
    names = [*FIELDS, *(f"{text}_{each}" for text in TEXTS for each in codes), *extras]
    by_id = {}
    for row in QuerySet(Story).filter(pk__in=ids).annotate(**extras).values_list(*names):
        card = Card(found_via="", **dict(zip(names, row, strict=True)))
        if code != SOURCE and not approved >> index.bits[card.pk] & 1:
            for text in (*TEXTS, "alt"):
                setattr(card, f"{text}_{code}", "")
        by_id[card.pk] = card
    return [by_id[i] for i in ids if i in by_id]


def one_story(*, region: str = "") -> Card | None:
    """Return a story to show on home, or one of a region: in the reader's language if there is one, else the newest."""
    index = story_index()
    found = cards(first_ids(index.in_regions([region]) if region else index.everything, 1))
    return found[0] if found else None


def of_organisation(pk: int) -> list[Card]:
    """Return a few stories in which an organisation helped."""
    return _named(BODY, pk)


def of_advisor(pk: int) -> list[Card]:
    """Return a few stories an advisor has accompanied."""
    return _named(ADVISOR, pk)


def below_offer(offer: Offer) -> str:
    """Return the part of an offer's page that names the stories it helped to, "" when there is none."""
    found = _named(OFFER, offer.pk)
    return render_to_string("stories/_helped.html", {"stories": found}) if found else ""


def _named(facet: str, pk: int) -> list[Card]:
    return cards(first_ids(story_index().any_of(facet, [str(pk)]), MOST_BESIDE))
