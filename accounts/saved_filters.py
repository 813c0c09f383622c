"""Named queries of the desk's lists."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import SavedFilter, User

MOST = 20


def of(user: User, page: str) -> QuerySet[SavedFilter]:
    """Return what somebody has kept of one list."""
    return user.saved_filters.filter(page=page)


@transaction.atomic
def save(user: User, *, page: str, name: str, query: str) -> SavedFilter:
    """Keep a query under a name; the same name again means the new query. Raises ValidationError when it is empty or too much."""
    data = QueryDict(query, mutable=True)
    data.pop("page", None)
    kept = "&".join(part for part in data.urlencode().split("&") if not part.endswith("="))
    name = name.strip()
    if not name or len(name) > 60:
        raise ValidationError({"name": _("Bitte geben Sie dem Filter einen kurzen Namen.")})
    if not kept:
        raise ValidationError(_("Bitte wählen Sie zuerst etwas aus. Dann können Sie es merken."))
    if len(kept) > 500:
        raise ValidationError(_("Diese Auswahl ist zu lang."))
    User.objects.select_for_update().get(pk=user.pk)
    others = user.saved_filters.exclude(page=page, name=name)
    if others.filter(page=page).count() >= MOST:
        raise ValidationError(_("Sie haben schon viele Filter. Bitte löschen Sie zuerst einen."))
    saved, _created = SavedFilter.objects.update_or_create(user=user, page=page, name=name, defaults={"query": kept})
    return saved
