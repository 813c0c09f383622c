"""Saving translations: the row's column, its record, its search rows, in one transaction; what is sensitive waits for a second person."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Model

from accounts.models import User
from portal.texts import model_of
from translations.models import Proposal
from translations.texts import OTHERS, fields_of


class Outcome(StrEnum):
    """Readers see it now; or it waits for a second person; or nothing was different."""

    SAVED = "saved"
    PROPOSED = "proposed"
    UNCHANGED = "unchanged"


class Changed(Exception):
    """The German or the translation is another than the one the writer saw. Carries both as they stand now."""

    def __init__(self, german: str, text: str) -> None:
        super().__init__("changed")
        self.german, self.text = german, text


@dataclass(frozen=True)
class UnitKey:
    """The name of one unit."""

    model: str
    object_id: str
    field: str
    language: str

    def row(self) -> Model | None:
        """Return the row, None when the model, field or language is unknown or the row is gone."""
        model = model_of(self.model)
        if model is None or self.field not in fields_of(model) or self.language not in OTHERS:
            return None
        try:
            return model._default_manager.filter(pk=self.object_id).first()
        except ValueError:
            return None


def save_translation(key: UnitKey, text: str, *, by: User, german_digest: str, text_digest: str, reason: str = "") -> Outcome:
    """Save what a person wrote for the German text with this digest. A sensitive field gets a proposal instead.

    Side effects: record, row version, search rows, an older proposal of the unit ends. Raises Changed when either text is another than
    the digests say; ValidationError with the sentences of the guards, unless a reason overrules those that can be.
    """
    raise NotImplementedError


def confirm_meaning(key: UnitKey, *, by: User, german_digest: str, text_digest: str) -> Outcome:
    """Say that the text that stands there fits the German of now: "meaning unchanged", or machine text accepted. Errors as above."""
    raise NotImplementedError


def store_machine(key: UnitKey, text: str, *, german_digest: str) -> Outcome:
    """Keep machine text: in the column where nothing or unread machine text stands and the field is not sensitive, else as a proposal.

    Raises Changed when the German is another by now; ValidationError when the guards find something: such text is not kept.
    """
    raise NotImplementedError


def decide(proposal: Proposal, *, by: User, accept: bool) -> Outcome:
    """A second person's answer. Accepting writes the column with an editorial record; refusing deletes the proposal. Errors as above."""
    raise NotImplementedError
