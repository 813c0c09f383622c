"""Who may translate into which language, decide a proposal, look after the glossary, and see how far the languages are."""

from django.db.models import Model

from accounts.access import Someone, coordinated_keys, coordinates_any, is_coordinator, is_operator
from portal.content import snapshot
from portal.texts import regions_of
from translations.models import Proposal, Translator
from translations.texts import OTHERS


@snapshot
def _translators() -> dict[int, list[str]]:
    """Return the languages of every account that translates, from memory: each desk page asks for its navigation."""
    return dict(Translator.objects.values_list("user_id", "languages"))


def languages_of(user: Someone) -> tuple[str, ...]:
    """Return the languages the account may write, in the order of the table; operators may write all."""
    if not user.is_authenticated or not user.is_active:
        return ()
    if is_operator(user):
        return OTHERS
    kept = getattr(user, "_translated_languages", None)
    if kept is None:
        own = _translators().get(user.pk, ())
        kept = user._translated_languages = tuple(code for code in OTHERS if code in own)
    return kept


def can_translate(user: Someone, language: str) -> bool:
    return language in languages_of(user)


def has_queue(user: Someone) -> bool:
    """Whether the translator's pages are for this account."""
    return bool(languages_of(user))


def sees_progress(user: Someone) -> bool:
    """Whether the picture of languages is for this account: coordinators, translators, operators."""
    return is_coordinator(user) or has_queue(user)


def can_decide(user: Someone, proposal: Proposal, row: Model) -> bool:
    """A second person: somebody else who writes the language, or the coordination of the row's regions; never who wrote it."""
    if not user.is_authenticated or proposal.by_id == user.pk:
        return False
    return can_translate(user, proposal.language) or coordinates_any(user, regions_of(row))


def can_order_machine(user: Someone, region: str) -> bool:
    """Whether the account may have texts of this region translated by machine: its coordination."""
    return region in coordinated_keys(user)
