"""What must happen in other apps when an account goes. They register here; this app knows none of them, and there are no signals."""

from collections.abc import Callable

from django.contrib.admin.models import LogEntry
from django.db.models import Model

from accounts.models import User

# Called in the transaction of the deletion, before the row of the account goes.
Hook = Callable[[User], None]
# Says in the active language who or what would be left alone; an empty list when nothing is.
Warn = Callable[[User], list[str]]

_hooks: list[Hook] = []
_warnings: list[Warn] = []


def register(hook: Hook, warn: Warn | None = None) -> None:
    """Add what an app does before an account is deleted, and what it says to the person before."""
    if hook not in _hooks:
        _hooks.append(hook)
        if warn is not None:
            _warnings.append(warn)


def clear_up(user: User) -> None:
    """Run every app's part."""
    for hook in _hooks:
        hook(user)


def forget_admin_log(model: type[Model], pk: int) -> None:
    """Delete what the administration has noted about a row that goes: the notes name it."""
    label = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    LogEntry.objects.filter(object_id=str(pk), **label).delete()


def warnings_for(user: User) -> list[str]:
    return [words for warn in _warnings for words in warn(user)]
