"""Checking a row with fewer columns finds what Django's own check finds."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Model, Q

from portal.checking import _not_named, check_row
from tests.factories import make_event, make_offer
from tests.test_architecture import LAYERS

MODELS = [model for label in LAYERS for model in apps.get_app_config(label).get_models() if not model._meta.label.endswith("Event")]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model in MODELS if _not_named(model)], ids=lambda model: model._meta.label)
def test_each_constraint_gets_the_columns_it_names(model: type[Model]) -> None:
    """A column too few would make Django pass the constraint over, silently."""
    row = model()
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            against = row._get_field_expression_map(meta=model._meta, exclude=_not_named(model)[constraint.name])
            Q(constraint.condition).check(against)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "name", "value"), [(make_offer, "state", "nowhere"), (make_offer, "title_de", ""), (make_event, "capacity", 0)]
)
def test_same_errors_as_django(make: object, name: str, value: object) -> None:
    row = make()
    check_row(row)
    setattr(row, name, value)
    with pytest.raises(ValidationError) as ours:
        check_row(row)
    with pytest.raises(ValidationError) as theirs:
        row.full_clean(validate_unique=False)
    assert ours.value.message_dict == theirs.value.message_dict
