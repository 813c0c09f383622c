"""The two services: what goes out, what comes back, and every way in which they fail. No private detail leaves the house."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.translations.machine_server import KEY, Service, serving
from translations import guards
from translations.machine.protecting import Lines, cut
from translations.machine.provider import Provider, QuotaSpent, Refused, TooBusy, Unreachable, Unspoken, chosen, service_name

PRIVATE = "Fragen Sie Frau Muster: muster@stelle.example.org, Tel. 212 34 oder +49 (0)69 123-4567. Mehr auf https://example.org/a?b=c&d."
GLOSSARY = {"Gewerbeanmeldung": "business registration (Gewerbeanmeldung)", "Beratung": "advice"}


@pytest.fixture(params=["deepl", "libretranslate"])
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def service(settings: Any, name: str) -> Iterator[Service]:
    with serving() as found:
        settings.MACHINE_TRANSLATION = name
        settings.DEEPL_AUTH_KEY = settings.LIBRETRANSLATE_API_KEY = KEY
        settings.DEEPL_SERVER_URL = settings.LIBRETRANSLATE_URL = found.url
        settings.MACHINE_SECONDS = 0.15
        yield found


@pytest.fixture
def provider(service: Service) -> Provider:
    found = chosen()
    assert found is not None
    return found


def test_off_without_a_name_or_a_key(settings: Any) -> None:
    assert (service_name(), chosen()) == ("", None)
    settings.MACHINE_TRANSLATION = "deepl"
    assert (service_name(), chosen()) == ("", None)
    settings.DEEPL_AUTH_KEY = KEY
    assert service_name() == "DeepL"
    settings.MACHINE_TRANSLATION = "libretranslate"
    assert service_name() == ""


def test_texts_go_out_and_come_back_in_order(provider: Provider, service: Service) -> None:
    texts = ["Rat & Tat <gratis>", "Zweiter Satz"]
    assert provider.translate(texts, target="en", glossary={}) == ["en·Rat & en·Tat <en·gratis>", "en·Zweiter en·Satz"]


def test_many_texts_go_in_several_requests(provider: Provider, service: Service) -> None:
    texts = [f"Satz {letter}" for letter in "abcdefghijklmnopqrstuvwxyz" * 3]
    assert len(provider.translate(texts, target="tr", glossary={})) == 78
    assert len([path for _method, path, _body in service.requests if path.endswith("translate")]) > 1


@pytest.mark.parametrize("target", ["en", "fa"])
def test_nothing_private_leaves_and_everything_is_back(provider: Provider, service: Service, target: str) -> None:
    (answer,) = provider.translate([PRIVATE], target=target, glossary={})
    for piece in ("muster@stelle.example.org", "212 34", "+49 (0)69 123-4567", "https://example.org/a?b=c&d"):
        assert piece in answer
    everything = json.dumps(service.requests)
    for piece in ("@", "212", "4567", "example.org"):
        assert piece not in everything


def test_what_the_guards_look_for_is_kept(provider: Provider, service: Service) -> None:
    (answer,) = provider.translate(["Auf stelle-rat.de/hilfe steht § 21 AufenthG und {name}"], target="en", glossary={})
    assert guards.check("Auf stelle-rat.de/hilfe steht § 21 AufenthG und {name}", answer) == []
    assert "21" not in service.sent[0]


def test_a_mark_that_comes_back_broken_spoils_only_its_text(provider: Provider, service: Service) -> None:
    service.mangle = lambda text: text.replace("<x>0</x>", "").replace("ZQ0", "")
    assert provider.translate(["Gut", "Siehe www.example.org heute"], target="en", glossary={}) == ["en·Gut", ""]


def test_agreed_terms_stand_as_agreed(provider: Provider, service: Service, name: str) -> None:
    (answer,) = provider.translate(["Die Gewerbeanmeldung zuerst"], target="en", glossary=GLOSSARY)
    if name == "libretranslate":
        assert answer == "en·Die business registration (Gewerbeanmeldung) en·zuerst"
    else:
        (made,) = service.glossaries
        (_method, _path, body) = service.requests[-1]
        assert (body["glossary_id"], body["source_lang"], body["target_lang"]) == (made["glossary_id"], "DE", "EN-GB")


@pytest.mark.parametrize("name", ["deepl"], indirect=True)
def test_a_glossary_is_made_once_and_again_when_terms_change(provider: Provider, service: Service) -> None:
    provider.translate(["Beratung"], target="en", glossary=GLOSSARY)
    provider.translate(["Beratung"], target="en", glossary=GLOSSARY)
    again = chosen()
    again.translate(["Beratung"], target="en", glossary=GLOSSARY)
    made = [body for method, path, body in service.requests if method == "POST" and path.endswith("glossaries")]
    assert len(made) == 1
    (dictionary,) = made[0]["dictionaries"]
    assert (dictionary["source_lang"], dictionary["target_lang"], "Gewerbeanmeldung" in dictionary["entries"]) == ("DE", "EN", True)
    chosen().translate(["Beratung"], target="en", glossary={"Beratung": "counselling"})
    assert len(service.glossaries) == 1


@pytest.mark.parametrize("name", ["deepl"], indirect=True)
def test_an_account_without_glossaries_still_translates_and_shows_the_german(provider: Provider, service: Service) -> None:
    service.glossary_status = 456
    (answer,) = provider.translate(["Die Gewerbeanmeldung"], target="en", glossary=GLOSSARY)
    assert answer == "en·Die business registration (Gewerbeanmeldung)"


@pytest.mark.parametrize(
    ("status", "error"), [(429, TooBusy), (503, TooBusy), (456, QuotaSpent), (403, Refused), (413, Refused), (307, Refused), (500, Unreachable), (502, Unreachable)]
)  # fmt: skip
def test_refusals_are_told_apart(provider: Provider, service: Service, status: int, error: type[Exception]) -> None:
    service.next_answers = [(status, {"Retry-After": "7", "Location": "http://127.0.0.1:1/"}, "{}")]
    before = len(service.requests)
    with pytest.raises(error) as caught:
        provider.translate(["Rat"], target="en", glossary={})
    assert getattr(caught.value, "retry_after", 7) == 7
    assert not caught.value.charged
    assert len([path for _method, path, _body in service.requests[before:] if path.endswith("translate")]) == 1


@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", '{"translations": []}', '{"translatedText": ["a", "b"]}', '{"translatedText": "a"}', '{"translations": [{"text": 1}]}', '{"translations": 3}'])  # fmt: skip
def test_nonsense_counts_as_no_answer(provider: Provider, service: Service, body: str) -> None:
    service.next_answers = [(200, {}, body)]
    with pytest.raises(Unreachable) as caught:
        provider.translate(["Rat"], target="en", glossary={})
    assert caught.value.charged


def test_a_silent_server_and_none_at_all(provider: Provider, service: Service, settings: Any) -> None:
    provider.speaks()
    service.pause = 0.2
    with pytest.raises(Unreachable) as caught:
        provider.translate(["Rat"], target="en", glossary={})
    assert caught.value.charged
    settings.DEEPL_SERVER_URL = settings.LIBRETRANSLATE_URL = "http://127.0.0.1:1"
    with pytest.raises(Unreachable) as caught:
        chosen().translate(["Rat"], target="en", glossary={})
    assert not caught.value.charged


def test_a_language_the_service_cannot_write(provider: Provider, service: Service, name: str) -> None:
    service.speaks = ["en"]
    service.next_answers = [(400, {}, '{"message": "Value for \'target_lang\' not supported."}')]
    with pytest.raises(Unspoken):
        provider.translate(["Rat"], target="fa", glossary={})


def test_the_log_holds_neither_texts_nor_the_key(provider: Provider, service: Service, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        provider.translate(["Geheimes Wort"], target="en", glossary={})
        service.next_answers = [(500, {}, "Geheimes")]
        with pytest.raises(Unreachable) as caught:
            provider.translate(["Geheimes Wort"], target="en", glossary={})
    assert "Geheimes" not in caplog.text + repr(caught.value)
    assert KEY not in caplog.text + repr(caught.value)


def test_lines_keep_bullets_blanks_and_what_has_no_words() -> None:
    lines = Lines.of("Erste Zeile\r\n\n - zweite  \n* https://example.org\n12.30\n")
    assert lines.sent == ["Erste Zeile", "zweite"]
    assert lines.together(["first\nline", "second"]) == "first line\r\n\n - second  \n* https://example.org\n12.30\n"
    assert (lines.together(["first", ""]), lines.together(["a\x00", "b"])) == ("", "")


@given(st.text(max_size=60).map(lambda text: text.replace("\r", "").replace("\x00", "")))
def test_what_is_cut_comes_back_as_it_was(text: str) -> None:
    parts = cut(text, {"Rat": "advice (Rat)"})
    back = "".join(part if isinstance(part, str) else part.text for part in parts)
    assert back.replace("advice (Rat)", "Rat") == text or "advice (Rat)" in text
    assert Lines.of(text).together(Lines.of(text).sent).split() == text.split()
