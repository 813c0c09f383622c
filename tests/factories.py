"""Plain functions that make rows. What a test does not name is filled in so that an offer can be published."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from events.models import Event, EventLanguage, EventQuota, Registration
from events.models import RegistrationState as Registered
from events.search_rows import refresh as refresh_event
from networks.models import Organisation
from networks.search_rows import refresh_organisation
from offers.actions import mark_to_verify, publish
from offers.models import Offer, OfferLanguage, State
from portal.models import Topic
from stories.models import Consent, Story, StoryStep
from stories.search_rows import refresh as refresh_story
from stories.shown import digest_of
from translations.texts import stamp

_number = itertools.count(1)


def make_organisation(**fields: Any) -> Organisation:
    number = next(_number)
    defaults = {
        "slug": f"body-{number}",
        "name": f"Stelle {number}",
        "kind_id": "business_promotion",
        "website": "https://body.example.org",
    }
    regions = fields.pop("regions", ["de"])
    organisation = Organisation.objects.create(**(defaults | fields))
    organisation.regions.set(regions)
    stamp(organisation)
    refresh_organisation(organisation)
    return organisation


def make_offer(*, state: str = State.PUBLISHED, **fields: Any) -> Offer:
    """Make an offer in a state. `languages` are pairs of code and mode, `regions` keys, `topics` codes."""
    number = next(_number)
    regions, topics = fields.pop("regions", ["de"]), fields.pop("topics", ["business_plan"])
    languages, requires = fields.pop("languages", ()), fields.pop("requires", ())
    co_providers, documents = fields.pop("co_providers", ()), fields.pop("documents", ())
    defaults: dict[str, Any] = {
        "slug": f"offer-{number}",
        "official_name": f"Angebot {number}",
        "title_de": f"Hilfe Nummer {number}",
        "summary_de": "Sie bekommen Rat.",
        "kind": "advice",
        "cost": "free",
        "phases": ["orientation"],
        "website": "https://offer.example.org",
    }
    if "provider" not in fields:
        fields["provider"] = make_organisation()
    offer = Offer.objects.create(**(defaults | fields))
    offer.regions.set(regions)
    offer.topics.set(Topic.objects.filter(code__in=topics))
    offer.requires.set(requires)
    offer.co_providers.set(co_providers)
    offer.documents.set(documents)
    for code, mode in languages:
        OfferLanguage.objects.create(offer=offer, code=code, mode=mode)
    stamp(offer)
    if state in (State.PUBLISHED, State.TO_VERIFY):
        offer = publish(offer, by=None, verified="verified_on" not in fields)
    if state == State.TO_VERIFY:
        offer = mark_to_verify(offer, reason="test")
    if state in (State.IN_REVIEW, State.ARCHIVED):
        Offer.objects.filter(pk=offer.pk).update(state=state, state_reason="test")
        offer.refresh_from_db()
    return offer


def make_event(*, state: str = "published", **fields: Any) -> Event:
    """Make an event in a state, a week from now for two hours. `languages` are pairs of code and mode, `quotas` maps spheres to places.

    Nobody is told anything.
    """
    number = next(_number)
    languages, quotas, co_hosts = fields.pop("languages", ()), fields.pop("quotas", {}), fields.pop("co_hosts", ())
    starts_at = fields.pop("starts_at", None) or timezone.now().replace(microsecond=0) + datetime.timedelta(days=7)
    defaults: dict[str, Any] = {
        "slug": f"event-{number}",
        "kind": "networking",
        "title_de": f"Treffen Nummer {number}",
        "summary_de": "Wir lernen uns kennen.",
        "region_id": "06636",
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(hours=2),
        "city": "Eschwege",
        "state": state,
        "published_at": None if state == "draft" else timezone.now(),
        "cancel_reason_de": "Der Saal ist gesperrt." if state == "cancelled" else "",
    }
    if "organiser" not in fields:
        fields["organiser"] = make_organisation()
    event = Event.objects.create(**(defaults | fields))
    event.co_hosts.set(co_hosts)
    for code, mode in languages:
        EventLanguage.objects.create(event=event, code=code, mode=mode)
    for sphere, places in quotas.items():
        EventQuota.objects.create(event=event, sphere=sphere, places=places)
    stamp(event)
    refresh_event(event)
    return event


def make_registration(event: Event, *, state: str = Registered.REGISTERED, **fields: Any) -> Registration:
    """Make a registration in a state, with an address of its own; no mail and no reminder is planned."""
    number = next(_number)
    now = timezone.now()
    defaults: dict[str, Any] = {"name": f"Gast {number}", "email": f"gast-{number}@example.org", "language": "de", "state": state}
    if state == Registered.PENDING:
        defaults["expires_at"] = now + datetime.timedelta(hours=1)
    elif state == Registered.OFFERED:
        defaults["offered_until"] = now + datetime.timedelta(hours=48)
    else:
        defaults["confirmed_at"] = now
    return Registration.objects.create(event=event, **(defaults | fields))


def make_story(*, state: str = "published", languages: tuple[str, ...] = ("de",), **fields: Any) -> Story:
    """Make a story in a state; a published one is approved for the web in these languages. `steps` are (phase, text, offers, organisations)."""
    number = next(_number)
    steps = fields.pop("steps", [("start", "Der Laden geht auf.", [], [])])
    consent = fields.pop("consent", {})
    defaults: dict[str, Any] = {
        "slug": f"story-{number}",
        "person_name": f"Person {number}",
        "industry": "food",
        "region_id": "06636",
        "founded_year": 2021,
        "title_de": f"Geschichte Nummer {number}",
        "summary_de": "Aus einer Idee wurde ein Laden.",
        "state": state,
        "published_at": timezone.now() if state in ("published", "ended") else None,
    }
    story = Story.objects.create(**(defaults | fields))
    for position, (phase, text, offers, organisations) in enumerate(steps):
        step = StoryStep.objects.create(story=story, position=position, phase=phase, text_de=text)
        step.offers.set(offers)
        step.organisations.set(organisations)
    Consent.objects.create(
        story=story, **({"email": f"person-{number}@example.org", "languages": list(languages), "channels": ["web"]} | consent)
    )
    stamp(story)
    if state == "published":
        story = approve_again(story, languages)
    refresh_story(story)
    return story


def approve_again(story: Story, languages: tuple[str, ...] = ("de",)) -> Story:
    """Let the person agree to a story as it stands now."""
    story = Story.objects.get(pk=story.pk)
    story.approved = {code: digest_of(story, code) for code in languages}
    story.save()
    return story
