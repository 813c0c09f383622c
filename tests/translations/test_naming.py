"""Kinds of content and their fields have words that people understand."""

import pytest
from django.utils import translation

from portal.texts import text_models
from translations.naming import field_name, type_name, type_names
from translations.texts import fields_of


def test_offers_and_their_fields_have_german_names() -> None:
    with translation.override("de"):
        assert type_name("offers.offer") == "Angebote"
        assert field_name("offers.offer", "who_for") == "Für wen"
        assert field_name("portal.topic", "words") == "Suchwörter"
        assert ("events.event", "Veranstaltungen") in type_names()


def test_no_name_is_the_name_of_a_column() -> None:
    with translation.override("de"):
        for model in text_models():
            names = [field_name(model._meta.label_lower, field) for field in fields_of(model)]
            assert all(name[0].isupper() and "_" not in name for name in [*names, type_name(model._meta.label_lower)])


@pytest.mark.parametrize(("label", "field"), [("offers.nothing", "title"), ("offers.offer", "nothing")])
def test_unknown_names_are_an_error(label: str, field: str) -> None:
    with pytest.raises(LookupError):
        field_name(label, field)
