"""Who translates, what each translation was made from, what waits, the glossary, and work in batches."""

from translations.models.batches import MachineBudget, MachineJob, MachineUnit, MachineUse, TranslationImport
from translations.models.glossary import GlossaryRendering, GlossaryTerm
from translations.models.records import LANGUAGE_CHOICES, Origin, Proposal, SourceText, State, TextLock, TextWish, TranslationRecord
from translations.models.translators import Translator

__all__ = [
    "LANGUAGE_CHOICES",
    "GlossaryRendering",
    "GlossaryTerm",
    "MachineBudget",
    "MachineJob",
    "MachineUnit",
    "MachineUse",
    "Origin",
    "Proposal",
    "SourceText",
    "State",
    "TextLock",
    "TextWish",
    "TranslationImport",
    "TranslationRecord",
    "Translator",
]
