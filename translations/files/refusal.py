"""Why a file, or one text in it, is not taken: in words."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 5 * 1024 * 1024
MAX_UNITS = 5_000


class UnreadableFile(Exception):
    """The file is refused as a whole; the message says why and what to do."""


class Problem(StrEnum):
    """Why one text is not taken."""

    PARTIAL = "partial"
    MARKUP = "markup"
    SOURCE_EDITED = "source_edited"
    LOST_SIGNS = "lost_signs"

    @property
    def words(self) -> str | Promise:
        return _WORDS[self]


_WORDS = {
    Problem.PARTIAL: _("Nur ein Teil dieses Textes ist übersetzt."),
    Problem.MARKUP: _("In diesem Text steht Formatierung, die wir nicht ausgegeben haben."),
    Problem.SOURCE_EDITED: _("In der Datei ist der deutsche Text verändert worden."),
    Problem.LOST_SIGNS: _("Beim Speichern sind Buchstaben verloren gegangen. Bitte speichern Sie als „CSV UTF-8“."),
}
