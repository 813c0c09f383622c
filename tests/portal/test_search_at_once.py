"""The words of the search, written by two at the same moment on two connections: nobody waits for ever, and no word is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from portal import search
from portal.models import SearchEntry, SearchWord

pytestmark = pytest.mark.django_db(transaction=True)


def write(number: int, title: str) -> None:
    search.index("offer", number, {"de": search.Text(title, "", "", "")})


def somebody_waits() -> bool:
    """Whether another connection waits for a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'portal_searchentry'::regclass AND NOT granted)")
        return cursor.fetchone()[0]


def test_two_may_write_the_same_new_words_in_opposite_order() -> None:
    both_wrote_one = threading.Barrier(2)

    def save(first: tuple[int, str], second: tuple[int, str]) -> None:
        try:
            with transaction.atomic():
                write(*first)
                both_wrote_one.wait(10)
                write(*second)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(save, *pair) for pair in (((1, "Zebra"), (2, "Yak")), ((3, "Yak"), (4, "Zebra")))]
        assert [end.exception() for end in ends] == [None, None]
    assert set(SearchWord.objects.values_list("word", flat=True)) == {"zebra", "yak"}
    assert set(search.find("offer", "Zebra").ids) == {1, 4}
    assert (set(search.find("offer", "Zebrra").ids), search.find("offer", "Zebrra").corrected) == ({1, 4}, "zebra")


def test_saving_a_text_again_adds_no_word() -> None:
    write(1, "Zebra")
    write(1, "Zebra")
    write(2, "Zebra")
    assert list(SearchWord.objects.values_list("word", flat=True)) == ["zebra"]


@pytest.mark.usefixtures("base_data")
def test_word_saved_while_the_search_is_rebuilt_is_kept() -> None:
    write(1, "Zebra")

    def save() -> None:
        try:
            write(2, "Zebra")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # The first text belongs to no offer, so nothing but the second speaks of zebras afterwards.
            call_command("rebuild_search")
            saved = pool.submit(save)
            while not saved.done() and not somebody_waits():
                pass
        saved.result(10)
    assert list(SearchEntry.objects.filter(kind="offer").values_list("object_id", flat=True).distinct()) == [2]
    assert SearchWord.objects.filter(word="zebra").exists()
