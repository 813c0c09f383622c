"""The one small interface to a service that translates, and what can go wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

# What an installation calls it in MACHINE_TRANSLATION; the setting that must not be empty; where the class stands.
# A class is imported when it is used: an installation without a service never loads a client.
_SERVICES = {
    "deepl": ("DeepL", "DEEPL_AUTH_KEY", "translations.machine.deepl.DeepLProvider"),
    "libretranslate": ("LibreTranslate", "LIBRETRANSLATE_URL", "translations.machine.libretranslate.LibreTranslateProvider"),
}


class ProviderError(Exception):
    """The service did not translate. `charged`: it may count these characters although no answer came."""

    charged = False


class TooBusy(ProviderError):
    """Come back after so many seconds; None when the service did not say when."""

    def __init__(self, retry_after: int | None = None) -> None:
        super().__init__("busy")
        self.retry_after = retry_after


class QuotaSpent(ProviderError):
    """The account has no characters left at the service."""


class Refused(ProviderError):
    """The key is wrong, or the service does not take the request: trying again will not help."""


class Unspoken(ProviderError):
    """The service does not write this language."""


class Unreachable(ProviderError):
    """No answer, or one that makes no sense. It may help to try again later."""

    def __init__(self, *, charged: bool = False) -> None:
        super().__init__("unreachable")
        self.charged = charged


class Provider(Protocol):
    """A service. German goes in."""

    def speaks(self) -> frozenset[str]:
        """Return the codes of our languages that it can write. Raises ProviderError."""
        ...

    def translate(self, texts: Sequence[str], *, target: str, glossary: Mapping[str, str]) -> list[str]:
        """Return one text for each; "" where what must not change came back changed. Raises ProviderError.

        `glossary` maps German terms to how they are said; a rendering with brackets must appear as it stands.
        Links, addresses, telephone numbers and placeholders are not sent at all.
        """
        ...


def service_name() -> str:
    """Return the name of the service for people, "" while machine translation is off or its key is missing."""
    name, needs, _path = _SERVICES.get(settings.MACHINE_TRANSLATION, ("", "", ""))
    return name if needs and getattr(settings, needs) else ""


def chosen() -> Provider | None:
    """Return the service of this installation, None while machine translation is off."""
    if not service_name():
        return None
    make: Callable[[], Provider] = import_string(_SERVICES[settings.MACHINE_TRANSLATION][2])
    return make()


def seconds_of(header: str | None) -> int | None:
    """Read a Retry-After header; None when it is missing or a date, which no service we know sends."""
    text = (header or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
