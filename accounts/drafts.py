"""What somebody typed into a long form and has not saved: kept on the server, so that no closed tab and no ended session loses it."""

from typing import Any

from django.utils import timezone

from accounts.models import FormDraft, User

# A form is never longer than this; what is longer is not kept.
MOST_SIGNS = 200_000


def is_storable(text: str) -> bool:
    """Whether the database can hold this text: it knows neither the zero sign nor half a pair of surrogates."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def keep(user: User, form: str, *, data: dict[str, Any], base: int) -> FormDraft:
    """Keep the values of a form, in place of what was kept of it before. `base` is the version of the object it was opened with."""
    data = {name: value for name, value in data.items() if is_storable(name) and is_storable("".join(value))}
    draft, _created = FormDraft.objects.update_or_create(
        user=user, form=form, defaults={"data": data, "base": base, "saved_at": timezone.now()}
    )
    return draft


def read(user: User, form: str) -> FormDraft | None:
    """Return what is kept of a form, if anything."""
    return FormDraft.objects.filter(user=user, form=form).first()


def forget(user: User, form: str) -> None:
    """Forget what is kept of a form: it has been saved, or thrown away on purpose."""
    FormDraft.objects.filter(user=user, form=form).delete()


def forget_of_everybody(form: str) -> None:
    """Forget what anybody typed into a form about something that may not be kept any more."""
    FormDraft.objects.filter(form=form).delete()
