"""DeepL, through its own library: glossary and XML tags around what must not change."""

import contextlib
import hashlib
import html
import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import deepl
import requests
from deepl.api_data import MultilingualGlossaryDictionaryEntries
from deepl.http_client import HttpClient
from django.conf import settings

from portal.languages import SOURCE
from translations.machine.protecting import BARE_MARK, cut, kept_terms, restored, written
from translations.machine.provider import ProviderError, QuotaSpent, Refused, TooBusy, Unreachable, Unspoken, seconds_of

CODES = {"en": "EN-GB", "tr": "TR", "ar": "AR", "uk": "UK", "ru": "RU", "pl": "PL", "fa": "FA"}
# Persian came late: DeepL names it among its languages, but promises neither tags nor glossaries for it.
PLAIN = frozenset({"fa"})
AT_ONCE = 50
_MARK = re.compile(r"<x>\s*(\d{1,4})\s*</x>")
# The service takes no entry that holds one.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# At its finer levels the library writes texts into the log.
logging.getLogger("deepl").setLevel(logging.WARNING)


class OneTry(HttpClient):
    """Asks once: the job waits in the database, not in the worker. Keeps what the service says about waiting."""

    retry_after: int | None = None

    def request_with_backoff(self, method: str, url: str, data: Any, json: Any, headers: Any, stream: bool = False, **_more: Any) -> Any:
        try:
            answer = requests.request(
                method, url, data=data, json=json, headers=headers, timeout=settings.MACHINE_SECONDS, allow_redirects=False
            )
        except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError):
            raise Unreachable from None
        except requests.exceptions.Timeout:
            raise Unreachable(charged=True) from None
        except requests.exceptions.RequestException:
            raise Unreachable from None
        if 300 <= answer.status_code < 400:
            # The key goes to no other address.
            raise Refused
        self.retry_after = seconds_of(answer.headers.get("Retry-After"))
        answer.encoding = "UTF-8"
        return answer.status_code, answer.text


class DeepLProvider:
    """One connection, for one run of a job."""

    def __init__(self) -> None:
        self._client = deepl.DeepLClient(settings.DEEPL_AUTH_KEY, server_url=settings.DEEPL_SERVER_URL or None, send_platform_info=False)
        self._http = self._client._client = OneTry(send_platform_info=False)
        self._glossaries: dict[str, str | None] = {}

    def speaks(self) -> frozenset[str]:
        """Return what DeepL writes today."""
        return frozenset(CODES)

    def translate(self, texts: Sequence[str], *, target: str, glossary: Mapping[str, str]) -> list[str]:
        """Translate from German; see `provider.Provider`."""
        if target not in CODES:
            raise Unspoken
        known = self._glossary(target, glossary)
        # Where the service knows the glossary it bends the terms as the sentence needs them; else they stand as agreed.
        terms = {} if known else kept_terms(glossary)
        found: list[str] = []
        for start in range(0, len(texts), AT_ONCE):
            found += self._some(texts[start : start + AT_ONCE], target, terms, known)
        return found

    def _some(self, texts: Sequence[str], target: str, terms: Mapping[str, str], glossary: str | None) -> list[str]:
        plain = target in PLAIN
        parts = [cut(text, terms) for text in texts]
        options: dict[str, Any] = {"source_lang": "DE", "target_lang": CODES[target], "glossary": glossary}
        if plain:
            sent = [written(some, str, lambda number: f"ZQ{number}") for some in parts]
            options["extra_body_parameters"] = {"enable_beta_languages": True}
        else:
            sent = [written(some, escape, lambda number: f"<x>{number}</x>") for some in parts]
            options |= {"tag_handling": "xml", "ignore_tags": ["x"]}
        with self._told():
            answers = self._client.translate_text(sent, **options)
        if not isinstance(answers, list) or len(answers) != len(texts):
            raise Unreachable(charged=True)
        back, marks = (str, BARE_MARK) if plain else (html.unescape, _MARK)
        return [restored(answer.text, some, back, marks) for answer, some in zip(answers, parts, strict=True)]

    def _glossary(self, target: str, glossary: Mapping[str, str]) -> str | None:
        """Return the id of this glossary at the service: made once for each language and content. None when it takes none."""
        if target in PLAIN or not glossary:
            return None
        if target not in self._glossaries:
            try:
                with self._told():
                    self._glossaries[target] = self._found_or_made(target, dict(glossary))
            except (Refused, QuotaSpent, Unspoken):
                # The account takes no (further) glossary, or not for this language. Translating works without.
                self._glossaries[target] = None
        return self._glossaries[target]

    def _found_or_made(self, target: str, entries: dict[str, str]) -> str:
        entries = {term: rendering for term, rendering in entries.items() if not _CONTROL.search(term + rendering)}
        content = "\n".join(f"{term}\t{rendering}" for term, rendering in sorted(entries.items()))
        start = f"anlauf-{target}-"
        name = start + hashlib.sha256(content.encode()).hexdigest()[:16]
        there = self._client.list_multilingual_glossaries()
        for one in there:
            if one.name == name:
                return one.glossary_id
        for one in there:
            # What an older state of the terms has left; accounts may keep only few.
            if one.name.startswith(start):
                self._client.delete_multilingual_glossary(one)
        dictionary = MultilingualGlossaryDictionaryEntries(SOURCE.upper(), CODES[target].partition("-")[0], entries)
        return self._client.create_multilingual_glossary(name, [dictionary]).glossary_id

    @contextlib.contextmanager
    def _told(self) -> Any:
        """Turn what the library raises into our errors. None of them carries texts or the key."""
        try:
            yield
        except ProviderError:
            raise
        except deepl.AuthorizationException:
            raise Refused from None
        except deepl.QuotaExceededException:
            raise QuotaSpent from None
        except deepl.DeepLException as error:
            raise self._meant(error) from None
        except (KeyError, TypeError, ValueError, AttributeError):
            # The answer was no JSON, or other JSON than the library knows.
            raise Unreachable(charged=True) from None

    def _meant(self, error: deepl.DeepLException) -> ProviderError:
        status = error.http_status_code or 0
        if status in (429, 503, 529):
            return TooBusy(self._http.retry_after)
        if status == 400 and "target_lang" in str(error):
            return Unspoken()
        return Refused() if 300 <= status < 500 else Unreachable()
