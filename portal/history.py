"""What is kept of changes: one event a row and change, written by triggers, with who and when (django-pghistory).

Called in `<app>/translation.py` after the registrations: on the class itself the triggers would watch the base columns
only, not the eight languages.
"""

import pghistory
from django.db.models import Model


def keep_history(*models: type[Model]) -> None:
    """Keep each insert, change and removal of these models' rows."""
    for model in models:
        pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(model)


def keep_links(*throughs: type[Model]) -> None:
    """Keep each added and removed row of these many-to-many tables."""
    for through in throughs:
        pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None)(through)
