"""Who may bring lists, who may take them."""

from django.db.models import QuerySet

from accounts.access import Someone, is_coordinator, is_operator
from exchange.models import ImportMapping, ImportRun
from networks.access import is_in_network


def can_import(user: Someone) -> bool:
    """Coordinators and operators. Each row is asked for its region on its own."""
    return is_coordinator(user)


def can_export(user: Someone) -> bool:
    """Everybody in the network; the list holds only what the account sees at the desk."""
    return is_in_network(user)


def runs_of(user: Someone) -> QuerySet[ImportRun]:
    """The account's own imports; operators see all. Files and reports are fetched only where they are needed."""
    if not can_import(user):
        return ImportRun.objects.none()
    runs = ImportRun.objects.select_related("region", "by").defer("content", "report")
    return runs if is_operator(user) else runs.filter(by=user)


def may_replace(user: Someone, mapping: ImportMapping) -> bool:
    return is_operator(user) or mapping.created_by_id == user.pk
