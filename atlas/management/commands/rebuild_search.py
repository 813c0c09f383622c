"""Write all search rows of offers, organisations, advisors, events and stories anew, and the vocabulary with them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from events import search_rows as event_rows
from networks import search_rows
from offers.actions import SEARCH_KIND, refresh_search
from offers.models import PUBLIC_STATES, Offer
from portal import content
from portal.models import SearchEntry, SearchWord
from stories import search_rows as story_rows


class Command(BaseCommand):
    help = "Rebuild the search, for instance after topics were renamed."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        # Whoever saves meanwhile waits here, and then sees the new vocabulary; else a word of theirs could be lost.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE portal_searchentry IN SHARE ROW EXCLUSIVE MODE")
        SearchEntry.objects.filter(
            kind__in=(SEARCH_KIND, search_rows.ORGANISATION, search_rows.ADVISOR, event_rows.EVENT, story_rows.STORY)
        ).delete()
        SearchWord.objects.all().delete()
        number = 0
        offers = Offer.objects.filter(state__in=PUBLIC_STATES).select_related("provider").prefetch_related("topics", "co_providers")
        for offer in offers.iterator(chunk_size=500):
            refresh_search(offer)
            number += 1
        organisations, advisors = search_rows.refresh_all()
        events = event_rows.refresh_all()
        stories = story_rows.refresh_all()
        # No trigger watches the search rows themselves.
        content.touch()
        self.stdout.write(f"{number} offers, {organisations} organisations, {advisors} advisors, {events} events, {stories} stories")
