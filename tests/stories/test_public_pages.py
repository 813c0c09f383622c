"""Public pages of stories: what readers find, in which languages, and what is gone."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from atlas.management.commands.check_invariants import problems_found
from networks.models import Advisor
from portal import content, search
from stories.invariants import problems_found as story_problems
from stories.models import Consent, MediaKind, Story, StoryCaption, StoryMedia, StorySource, StoryStep
from stories.search_rows import STORY, refresh
from stories.shown import digest_of
from tests.conftest import forget_pages
from tests.factories import make_event, make_offer, make_organisation, make_story

pytestmark = pytest.mark.django_db
ARABIC = {"title_ar": "قصة رقم واحد", "summary_ar": "من فكرة إلى متجر"}


def rich_story(**fields: object) -> Story:
    """A story with everything a page can show."""
    number = Story.objects.count()
    advisor = Advisor.objects.create(slug=f"rat-{number}", display_name=f"Berta Rat {number}", visibility="public")
    offers = [make_offer(slug=f"offer-of-{number}-{part}", title_de=f"Rat {number}{part}") for part in range(2)]
    defaults = {
        "languages_spoken": ["ar", "de"],
        "advisor": advisor,
        "text_de": "Erster Absatz.\nZweiter Absatz.",
        "quote_de": "Einfach anfangen.",
        "again_de": "Fragen.",
        "steps": [
            ("orientation", "Ich frage nach.", offers, [make_organisation()]),
            ("start", "Der Laden geht auf.", [], [make_organisation()]),
        ],
    }
    values = defaults | fields
    spoken = values.pop("languages_spoken")
    story = make_story(**values)
    Story.objects.filter(pk=story.pk).update(languages=spoken)
    story = Story.objects.get(pk=story.pk)
    story.steps.first().events.set([make_event()])
    StoryMedia.objects.create(story=story, picture="pictures/" + "a" * 32 + ".webp", alt_de="Ein Laden.", credit="Anlauf")
    film = StoryMedia.objects.create(story=story, kind=MediaKind.VIDEO, video="videos/x.mp4", alt_de="Film", transcript_de="Hallo.")
    StoryCaption.objects.create(media=film, language="de", text="WEBVTT\n\n00:00.000 --> 00:01.000\nHallo")
    StoryCaption.objects.create(media=film, language="ar", text="WEBVTT\n\n00:00.000 --> 00:01.000\nمرحبا")
    StorySource.objects.create(story=story, title="Zeitung", url="https://news.example.org/a", on=datetime.date(2024, 5, 1))
    return approve(story, *story.consent.languages)


def approve(story: Story, *languages: str) -> Story:
    story = Story.objects.get(pk=story.pk)
    story.approved = {code: digest_of(story, code) for code in languages}
    story.save()
    refresh(story)
    return story


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_story_shows_person_way_help_and_advisor() -> None:
    story = rich_story(person_name="Amal Beispiel")
    html = page(story.get_absolute_url())
    for words in (
        "Amal Beispiel",
        "Einfach anfangen.",
        "<p>Erster Absatz.</p><p>Zweiter Absatz.</p>",
        "Ich frage nach.",
        "Hallo.",
        "Zeitung",
    ):
        assert words in html
    assert 'href="/de/offers/offer-of-0-0/"' in html
    assert 'href="/de/advisors/rat-0/write/"' in html
    assert 'property="og:image"' in html
    assert '"@type": "Article"' in html


def test_help_that_is_not_public_is_no_link_and_drafts_are_not_named() -> None:
    over = make_offer(
        slug="over", official_name="Altes Angebot", title_de="Alter Rat", valid_until=timezone.localdate() - datetime.timedelta(days=1)
    )
    draft = make_offer(slug="draft", official_name="Geheimes Angebot", title_de="Geheimer Rat", state="draft")
    gone = make_organisation(name="Alte Stelle", state="archived")
    story = make_story(steps=[("start", "Los.", [over, draft], [gone])])
    html = page(story.get_absolute_url())
    assert "Alter Rat" in html
    assert 'href="/de/offers/over/"' not in html
    assert "Geheim" not in html
    assert "Alte Stelle" in html
    assert f'href="{gone.get_absolute_url()}"' not in html


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"state": "draft"}, 404),
        ({"state": "asked"}, 404),
        ({"state": "ended"}, 410),
        ({"consent": {"ends_on": timezone.localdate() - datetime.timedelta(days=1)}}, 410),
        ({"consent": {"channels": ["brochure"]}}, 404),
        ({"consent": {"ends_on": timezone.localdate() + datetime.timedelta(days=1)}}, 200),
    ],
)
def test_only_what_the_person_agreed_to_is_public(fields: dict, status: int) -> None:
    story = make_story(person_name="Niemand Sonst", title_de="Ganz geheim", **fields)
    response = Client().get(story.get_absolute_url())
    assert response.status_code == status
    assert ("Niemand Sonst" in response.content.decode()) == (status == 200)
    assert ("Ganz geheim" in page("/de/stories/")) == (status == 200)


def test_ending_takes_the_page_away_at_once_though_it_was_kept() -> None:
    story = make_story()
    page(story.get_absolute_url())
    page("/de/stories/")
    Story.objects.filter(pk=story.pk).update(state="ended")
    assert Client().get(story.get_absolute_url()).status_code == 410
    assert story.title_de not in page("/de/stories/")


def test_a_language_is_shown_only_while_its_text_is_the_approved_one() -> None:
    story = make_story(languages=("de", "ar"), **ARABIC)
    own = f"/ar/stories/{story.slug}/"
    assert ARABIC["title_ar"] in page(own)
    assert 'hreflang="ar" href' in page(own)
    story.title_ar = "قصة أخرى"
    story.save()
    refresh(story)
    html = page(own)
    assert "قصة أخرى" not in html
    assert story.title_de in html
    assert 'rel="alternate" hreflang="ar"' not in html
    assert "قصة أخرى" not in page("/ar/stories/")
    assert story.pk not in search.find(STORY, "قصة").ids


def test_a_german_change_nobody_approved_takes_the_story_away() -> None:
    story = make_story()
    Story.objects.filter(pk=story.pk).update(title_de="Anderer Titel")
    refresh(story)
    assert Client().get(story.get_absolute_url()).status_code == 404
    assert "Anderer Titel" not in page("/de/stories/")


def test_the_list_filters_by_place_industry_phase_and_language() -> None:
    make_story(title_de="Brot", industry="food", region_id="06636", steps=[("start", "x", [], [])])
    make_story(title_de="Rad", industry="transport", region_id="05113", steps=[("planning", "x", [], [])], languages=("de", "ar"), **ARABIC)
    for query, found in {
        "region=05113": "Rad", "industry=food": "Brot", "phase=planning": "Rad", "language=ar": "Rad", "q=Brot": "Brot", "region=06": "Brot",
    }.items():  # fmt: skip
        html = page(f"/de/stories/?{query}")
        assert (">Rad</a>" in html, ">Brot</a>" in html) == (found == "Rad", found == "Brot"), query


@pytest.mark.parametrize("query", ["industry=xx", "phase=%27", "language=fr", "region=99999", "page=77", "sort=oldest", "q=" + "x" * 300])
def test_odd_addresses_get_a_page(query: str) -> None:
    make_story()
    assert Client().get(f"/de/stories/?{query}").status_code == 200


def test_captions_are_served_in_approved_languages_only() -> None:
    story = rich_story()
    german, arabic = StoryCaption.objects.order_by("pk")
    address = f"/de/stories/{story.slug}/captions/"
    response = Client().get(f"{address}{german.pk}.vtt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/vtt; charset=utf-8")
    assert response.content.decode().startswith("WEBVTT")
    assert f"captions/{german.pk}.vtt" in page(story.get_absolute_url())
    assert f"captions/{arabic.pk}.vtt" not in page(story.get_absolute_url())
    assert Client().get(f"{address}{arabic.pk}.vtt").status_code == 404
    Story.objects.filter(pk=story.pk).update(state="ended")
    assert Client().get(f"{address}{german.pk}.vtt").status_code == 404


def test_an_outside_video_is_only_a_link_that_names_the_host() -> None:
    story = make_story()
    StoryMedia.objects.create(story=story, kind=MediaKind.VIDEO, external_url="https://video.example.org/watch?v=1", alt_de="Film")
    approve(story, "de")
    html = page(story.get_absolute_url())
    assert "video.example.org" in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert "<iframe" not in html
    assert 'src="https://video' not in html


def test_offers_organisations_and_advisors_show_the_stories_they_helped_to() -> None:
    story = rich_story(title_de="Vom Markt zum Laden")
    step = StoryStep.objects.get(story=story, position=0)
    for thing in (step.offers.first(), step.organisations.first(), story.advisor):
        assert "Vom Markt zum Laden" in page(thing.get_absolute_url()), thing
    Story.objects.filter(pk=story.pk).update(state="ended")
    for thing in (step.offers.first(), step.organisations.first(), story.advisor):
        assert "Vom Markt zum Laden" not in page(thing.get_absolute_url()), thing


def test_home_shows_a_story_in_the_readers_language_else_the_newest_and_a_region_its_own() -> None:
    old = timezone.now() - datetime.timedelta(days=9)
    make_story(title_de="Alt", languages=("de", "ar"), published_at=old, region_id="05113", **ARABIC)
    make_story(title_de="Neu", region_id="06636")
    assert ARABIC["title_ar"] in page("/ar/")
    assert ">Neu</a>" in page("/de/")
    assert ">Alt</a>" in page("/de/regions/05113/")
    assert "story-card" not in page("/de/regions/03255/")


def test_sitemap_names_approved_languages_and_no_examples() -> None:
    story = make_story(languages=("de", "ar"), **ARABIC)
    example = make_story(is_example=True)
    assert f"/de/stories/{story.slug}/" in page("/sitemap-de.xml")
    assert f"/ar/stories/{story.slug}/" in page("/sitemap-ar.xml")
    assert f"/tr/stories/{story.slug}/" not in page("/sitemap-tr.xml")
    assert example.slug not in page("/sitemap-de.xml")
    assert 'content="noindex"' in page(example.get_absolute_url())


def test_rebuild_writes_what_saving_writes_and_invariants_name_what_disagrees() -> None:
    story = make_story(languages=("de", "ar"), **ARABIC)
    before = search.find(STORY, "Geschichte").ids
    call_command("rebuild_search", stdout=io.StringIO())
    assert search.find(STORY, "Geschichte").ids == before == (story.pk,)
    assert [problem for problem in problems_found() if "tory" in problem] == []
    Story.objects.filter(pk=story.pk).update(title_ar="جديد")
    content.forget_snapshots()
    assert len(story_problems(today=timezone.localdate())) == 1


def test_search_finds_the_person_only_while_public() -> None:
    story = make_story(person_name="Zarathustra Muster")
    assert search.find(STORY, "Zarathustra").ids == (story.pk,)
    Consent.objects.filter(story=story).update(channels=["press"])
    refresh(story)
    assert search.find(STORY, "Zarathustra").ids == ()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "fresh", "warm"), [("/de/stories/", 4, 2), ("/ar/stories/?region=06636&phase=start&q=Geschichte", 6, 2)]
)
def test_the_list_asks_a_fixed_number_of_times(django_assert_num_queries: object, rows: int, address: str, fresh: int, warm: int) -> None:
    for _row in range(rows):
        rich_story()
    content.forget_snapshots()
    with django_assert_num_queries(fresh):
        page(address)
    forget_pages()
    with django_assert_num_queries(warm):
        page(address)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_story_asks_a_fixed_number_of_times(django_assert_num_queries: object, rows: int, language: str) -> None:
    for _row in range(rows):
        story = rich_story()
    page("/de/stories/")
    with django_assert_num_queries(7):
        page(f"/{language}/stories/{story.slug}/")
