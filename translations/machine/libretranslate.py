"""LibreTranslate: free software an installation can run itself. It knows no glossary, so agreed terms are put in by us."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from django.conf import settings

from portal.languages import CODES, SOURCE
from translations.machine.protecting import BARE_MARK, cut, kept_terms, restored, written
from translations.machine.provider import QuotaSpent, Refused, TooBusy, Unreachable, Unspoken, seconds_of

AT_ONCE = 20
_SPAN = re.compile(r'<span translate="?no"?>\s*(.*?)\s*</span>', re.IGNORECASE | re.DOTALL)


class LibreTranslateProvider:
    """One connection, for one run of a job."""

    def __init__(self) -> None:
        self._client = httpx.Client(base_url=settings.LIBRETRANSLATE_URL, timeout=settings.MACHINE_SECONDS)
        self._speaks: frozenset[str] | None = None

    def speaks(self) -> frozenset[str]:
        """Return what the installed models can write from German."""
        if self._speaks is None:
            found = self._asked("GET", "languages")
            try:
                targets = {code: row.get("targets", []) for row in found if (code := row["code"])}
            except (TypeError, KeyError, AttributeError):
                raise Unreachable from None
            self._speaks = frozenset(CODES) & frozenset(targets.get(SOURCE, ()) or targets) - {SOURCE}
        return self._speaks

    def translate(self, texts: Sequence[str], *, target: str, glossary: Mapping[str, str]) -> list[str]:
        """Translate from German; see `provider.Provider`."""
        if target not in self.speaks():
            raise Unspoken
        terms, found = kept_terms(glossary), []
        for start in range(0, len(texts), AT_ONCE):
            found += self._some(texts[start : start + AT_ONCE], target, terms)
        return found

    def _some(self, texts: Sequence[str], target: str, terms: Mapping[str, str]) -> list[str]:
        parts = [cut(text, terms) for text in texts]
        sent = [written(some, html.escape, lambda number: f'<span translate="no">ZQ{number}</span>') for some in parts]
        body: dict[str, Any] = {"q": sent, "source": SOURCE, "target": target, "format": "html"}
        if settings.LIBRETRANSLATE_API_KEY:
            body["api_key"] = settings.LIBRETRANSLATE_API_KEY
        found = self._asked("POST", "translate", json=body)
        answers = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(answers, list) or len(answers) != len(texts) or not all(isinstance(answer, str) for answer in answers):
            raise Unreachable(charged=True)
        return [
            # Some models translate the attribute away and leave only the mark.
            restored(_SPAN.sub(r"\1", answer), some, html.unescape, BARE_MARK)
            for answer, some in zip(answers, parts, strict=True)
        ]

    def _asked(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = self._client.request(method, path, **more)
        except (httpx.ConnectTimeout, httpx.ConnectError):
            raise Unreachable from None
        except httpx.TimeoutException:
            raise Unreachable(charged=True) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise Unreachable from None
        status = answer.status_code
        if status in (429, 503):
            raise TooBusy(seconds_of(answer.headers.get("Retry-After")))
        if status == 456:
            raise QuotaSpent
        if 300 <= status < 500:
            raise Refused
        if status >= 500:
            raise Unreachable
        try:
            return answer.json()
        except ValueError:
            raise Unreachable(charged=True) from None
