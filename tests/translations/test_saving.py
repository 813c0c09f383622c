"""Every place that writes translated texts leaves true states; copies take them along; what is gone leaves nothing behind."""

import datetime
import importlib
import io
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from events import lifecycle, series
from events.models import Event, EventSeries, EventTemplate
from networks.demo import load as load_people
from networks.models import Advisor
from networks.people import remove_profile
from offers import values, workflow
from offers.models import DocumentItem, Offer, OfferLanguage, OfferLink
from portal.models import Topic
from portal.texts import options_of, page_of, parts_of, regions_of, text_models
from tests.access.world import enrol, sign_in
from tests.factories import make_event, make_offer, make_organisation
from translations import upkeep
from translations.copying import stamp_copy
from translations.models import Origin, Proposal, SourceText, State, TextLock, TextWish, TranslationRecord
from translations.texts import OTHERS, accept, stamp, standings
from translations.units import units

pytestmark = pytest.mark.django_db


def state(row: Any, code: str = "ar", field: str = "title") -> State:
    return standings(type(row).objects.get(pk=row.pk))[field, code].state


def test_german_change_outdates_all_seven_at_once_and_nothing_else() -> None:
    texts = {f"{field}_{code}": f"{field} {code}" for field in ("title", "summary") for code in OTHERS}
    offer = make_offer(title_de="Rat", summary_de="Sie bekommen Rat.", **texts)
    other = make_offer(title_de="Rat", summary_de="Sie bekommen Rat.", **texts)
    before = {(unit.object_id, unit.field, unit.language): unit.state for unit in units(labels=["offers.offer"])}
    assert set(before.values()) == {State.READY}
    given = values.values_of(offer) | {"title_de": "Rat und Geld"}
    workflow.change_public(offer, given, by=User.objects.create_superuser(email="o@example.org", password="x"), base=offer.version)
    after = {(unit.object_id, unit.field, unit.language): unit.state for unit in units(labels=["offers.offer"])}
    changed = {key for key, found in after.items() if found != before[key]}
    assert changed == {(str(offer.pk), "title", code) for code in OTHERS}
    assert {after[key] for key in changed} == {State.OUTDATED}
    assert Offer.objects.get(pk=offer.pk).title_ar == "title ar"
    assert (str(other.pk), "title", "ar") not in changed


def test_offer_that_is_restored_brings_its_states_along() -> None:
    by = User.objects.create_superuser(email="o@example.org", password="x")
    offer = make_offer(title_de="Rat", title_ar="نصيحة")
    OfferLink.objects.create(offer=offer, url="https://offer.example.org", language="de", label_de="Antrag", label_ar="طلب")
    stamp(offer.links.get())
    old = values.values_of(Offer.objects.get(pk=offer.pk))
    workflow.change_public(offer, old | {"title_de": "Geld"}, by=by, base=offer.version)
    assert state(offer) == State.OUTDATED
    between = values.values_of(Offer.objects.get(pk=offer.pk))
    workflow.change_public(offer, between | {"title_ar": "مال"}, by=by, base=Offer.objects.get(pk=offer.pk).version)
    assert state(offer) == State.READY
    # An old state in which the translation did not fit is brought back as it was.
    workflow.change_public(offer, between, by=by, base=Offer.objects.get(pk=offer.pk).version, restoring=True)
    assert state(offer) == State.OUTDATED
    workflow.change_public(offer, old, by=by, base=Offer.objects.get(pk=offer.pk).version, restoring=True)
    assert state(offer) == State.READY
    assert state(offer.links.get(), field="label") == State.READY


def test_copies_take_their_records_along() -> None:
    event = make_event(title_de="Treffen", title_ar="لقاء", title_tr="Buluşma", title_pl="Spotkanie")
    records = TranslationRecord.objects.filter(model="events.event", object_id=str(event.pk))
    records.filter(language="ar").update(origin=Origin.MACHINE, accepted=False)
    records.filter(language="tr").delete()
    dates = {"starts_at": event.starts_at + datetime.timedelta(days=7), "ends_at": event.ends_at + datetime.timedelta(days=7)}
    copy = lifecycle.duplicate(event, **dates, by=None)
    assert [state(copy, code) for code in ("ar", "tr", "pl", "uk")] == [State.MACHINE, State.OUTDATED, State.READY, State.MISSING]
    template = lifecycle.save_as_template(event, names={"de": "Vorlage", "ar": "قالب"}, by=None)
    assert state(template, field="name") == State.READY
    again = lifecycle.start_from(EventTemplate.objects.get(pk=template.pk).values, **dates, by=None)
    assert [state(again, code) for code in ("ar", "tr", "pl")] == [State.MACHINE, State.OUTDATED, State.READY]
    bare = make_event(title_de="Treffen", title_ar="لقاء")
    TranslationRecord.objects.filter(object_id=str(bare.pk)).delete()
    stamp_copy(event, bare)
    assert state(bare) == State.MACHINE


def test_demo_texts_are_unread_and_stay_accepted_when_it_is_loaded_again() -> None:
    load_people()
    advisor = Advisor.objects.exclude(about_ar="").filter(is_example=True).first()
    assert standings(advisor)["about", "ar"].is_demo
    assert state(advisor, field="about") == State.READY
    accept(advisor, [("about", "ar")])
    load_people()
    stamp(advisor, origin=Origin.DEMO)
    assert not standings(Advisor.objects.get(pk=advisor.pk))["about", "ar"].is_demo


def test_what_the_product_ships_is_ready_and_a_changed_german_outdates_it() -> None:
    call_command("load_base", stdout=io.StringIO())
    topic = Topic.objects.get(code="tax")
    assert state(topic, field="name") == State.READY
    Topic.objects.filter(pk="tax").update(name_de="Steuern und Abgaben")
    call_command("load_base", stdout=io.StringIO())
    assert state(topic, field="name") == State.OUTDATED


def test_administration_leaves_true_states(lenient_templates: None) -> None:
    client = sign_in(enrol(User.objects.create_superuser(email="o@example.org", password="x")))
    topic = Topic.objects.get(pk="tax")
    fields = {field.name: getattr(topic, field.name) or "" for field in Topic._meta.concrete_fields}
    client.post("/admin/portal/topic/tax/change/", fields | {"name_de": "Abgaben"})
    assert Topic.objects.get(pk="tax").name_de == "Abgaben"
    assert state(topic, field="name") == State.OUTDATED


def fill(row: Any, field: str) -> tuple[str, str]:
    model, key = row._meta.label_lower, str(row.pk)
    Proposal.objects.create(model=model, object_id=key, field=field, language="ar", text="…", source_digest="x")
    TextWish.objects.create(model=model, object_id=key, language="ar", count=1, last_on=timezone.localdate())
    user, _made = User.objects.get_or_create(email="t@example.org")
    TextLock.objects.create(model=model, object_id=key, field=field, language="ar", user=user, until=timezone.now())
    return model, key


def left(model: str, key: str) -> int:
    return sum(table.objects.filter(model=model, object_id=key).count() for table in upkeep.TABLES)


def test_erased_advisor_leaves_nothing() -> None:
    advisor = Advisor.objects.create(slug="a", display_name="A", about_de="Ich heiße A.", about_ar="أنا أ", visibility="public")
    stamp(advisor)
    name = fill(advisor, "about")
    assert left(*name) == 5
    remove_profile(advisor)
    assert left(*name) == 0


def test_rows_that_are_gone_take_their_parts_along_also_when_no_signal_was_sent() -> None:
    offer = make_offer(title_ar="نصيحة")
    link = OfferLink.objects.create(offer=offer, url="https://offer.example.org", language="de", label_de="Antrag", label_ar="طلب")
    stamp(link)
    names = [fill(offer, "title"), fill(link, "label")]
    offer.delete()
    assert [left(*name) for name in names] == [0, 0]
    paper = DocumentItem.objects.create(code="paper", name_de="Papier", name_ar="ورقة")
    stamp(paper)
    name = fill(paper, "name")
    DocumentItem.objects.filter(pk=paper.pk)._raw_delete(using="default")
    TranslationRecord.objects.create(model="no.model", object_id="1", field="x", language="ar", text_digest="x", source_digest="y")
    assert left(*name)
    assert upkeep.care(now=timezone.now())
    assert left(*name) == left("no.model", "1") == 0
    assert upkeep.care(now=timezone.now()) == 0


@pytest.mark.parametrize("model", text_models(), ids=lambda model: model._meta.label_lower)
def test_every_registered_model_names_its_region_and_its_page(model: type[Any]) -> None:
    """A model that is new must say where it belongs: add `region_path` and `page_path` in its `translation.py`."""
    options = options_of(model)
    assert {"region_path", "page_path"} <= {name for base in type(options).__mro__[:-1] for name in vars(base)}
    row = model()
    assert regions_of(row) == []
    if options.page_path is not None:
        # Each step is a relation, and the last one leads to a model with a page of its own.
        owner: Any = model
        for name in filter(None, options.page_path.split(".")):
            owner = owner._meta.get_field(name).related_model
        assert options_of(owner).page_path == ""
        assert owner is model or model in [part for part, _lookup in parts_of(owner)]
        assert page_of(row) is (row if not options.page_path else None)
    assert set(options.sensitive) <= set(options.fields)
    list(units(["ar"], labels=[model._meta.label_lower], regions=["de"]))
    if options.changed:
        module, _dot, name = options.changed.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))


def test_unread_machine_text_of_a_sensitive_field_is_found() -> None:
    offer = make_offer(cost_note_de="10 Euro", cost_note_ar="10 يورو")
    assert upkeep.problems_found() == []
    TranslationRecord.objects.filter(field="cost_note").update(origin=Origin.MACHINE, accepted=False)
    assert len(upkeep.problems_found()) == 1
    accept(offer, [("cost_note", "ar")])
    assert upkeep.problems_found() == []


def test_migration_stamps_what_is_there_with_the_german_of_today() -> None:
    """The table of before is gone by now: a stand-in holds what it knew."""
    migration = importlib.import_module("atlas.migrations.0001_stamp_texts")
    offer = make_offer(title_de="Rat", title_ar="نصيحة", title_tr="Öğüt", summary_de="Sie bekommen Rat.")
    spoken = OfferLanguage.objects.create(offer=offer, code="ar", mode="spoken", note_de="montags", note_ar="الإثنين")
    TranslationRecord.objects.all().delete()
    SourceText.objects.all().delete()
    outdated = {"model": "offers.offer", "object_id": offer.pk, "field": "title", "language": "tr", "digest": "of another German"}

    class Before:
        @staticmethod
        def get_model(app: str, name: str) -> Any:
            if name == "TextState":
                rows = [type("Row", (), outdated)]
                return type("TextState", (), {"objects": type("Manager", (), {"iterator": staticmethod(lambda: iter(rows))})})
            return apps.get_model(app, name)

        get_models = staticmethod(apps.get_models)

    for _time in range(2):
        migration.stamp(Before, None)
    assert [state(offer, code) for code in ("ar", "tr", "pl")] == [State.READY, State.OUTDATED, State.MISSING]
    assert state(spoken, field="note") == State.READY
    kept = TranslationRecord.objects.filter(model="offers.offer", object_id=str(offer.pk))
    assert set(kept.values_list("origin", "accepted")) == {("editorial", True)}
    assert SourceText.objects.get(model="offers.offer", object_id=str(offer.pk), field="title").text == "Rat"
    assert not TranslationRecord.objects.filter(model__endswith="event", model__startswith="offers.").exists()


def test_series_dates_carry_the_machine_label_of_the_series() -> None:
    today = timezone.localdate()
    of = EventSeries.objects.create(
        slug="runde", title_de="Runde", title_ar="جولة", goal_de="Wir treffen uns.", goal_ar="نلتقي", region_id="06636",
        organiser=make_organisation(), starts_on=today, start_time=datetime.time(18), kind="networking",
    )  # fmt: skip
    stamp(of, origin=Origin.MACHINE)
    series.make_dates(of.pk, today=today, days=[today + datetime.timedelta(days=7)])
    event = Event.objects.get(series=of)
    assert event.title_ar == "جولة"
    assert (state(event), state(event, field="summary")) == (State.MACHINE, State.MACHINE)
