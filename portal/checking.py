"""`Model.full_clean` without its unique checks, and quicker for wide tables.

Django asks the database once for each check constraint and sends every column along; with texts in eight languages that is most of the
time of publishing an offer. Here a constraint gets the columns that it names.
"""

from collections.abc import Iterable
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Model, Q


def check_row(row: Model, *, exclude: Iterable[str] = ()) -> None:
    """Check the fields, `clean` and the constraints of a row. Raises ValidationError with everything that is wrong, by field."""
    left_out, errors = set(exclude), {}
    try:
        row.clean_fields(exclude=left_out)
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    try:
        row.clean()
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    left_out |= errors.keys()
    for model, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, row, exclude=left_out | _not_named(model).get(constraint.name, frozenset()))
            except ValidationError as error:
                errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


@cache
def _not_named(model: type[Model]) -> dict[str, frozenset[str]]:
    """Return, by check constraint, the fields that it does not speak of."""
    found = {}
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            named = Q(constraint.condition).referenced_base_fields
            found[constraint.name] = frozenset(
                field.name for field in model._meta.concrete_fields if field.name not in named and field.attname not in named
            )
    return found
