"""What the product ships is loaded again after every update, and leaves alone what operators changed."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from networks.models import OrganisationKind, Place
from portal.models import Region, Synonym, Topic

pytestmark = pytest.mark.django_db


def test_loading_again_keeps_what_operators_changed() -> None:
    Topic.objects.filter(code="tax").update(name_de="Steuerfragen", name_pl="")
    Region.objects.filter(key="05113").update(name_de="Essen an der Ruhr")
    OrganisationKind.objects.filter(code="mso").update(name_de="Vereine")
    own = Synonym.objects.create(words=["eins", "zwei"])
    call_command("load_base", stdout=io.StringIO())
    topic = Topic.objects.get(code="tax")
    assert topic.name_de == "Steuerfragen"
    assert topic.name_pl != ""
    assert Region.objects.get(key="05113").name_de == "Essen an der Ruhr"
    assert OrganisationKind.objects.get(code="mso").name_de == "Vereine"
    assert Synonym.objects.filter(pk=own.pk).exists()
    call_command("load_base", "--overwrite", stdout=io.StringIO())
    assert Topic.objects.get(code="tax").name_de != "Steuerfragen"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opening_hours", [{"weekday": "Montag", "opens": "09:00", "closes": "12:00"}]),
        ("opening_hours", [{"weekday": 1, "opens": "12:00", "closes": "09:00"}]),
        ("opening_hours", {"weekday": 1}),
        ("closures", [{"from": "morgen", "until": "2027-01-01"}]),
        ("closures", [{"from": "2027-01-02", "until": "2027-01-01"}]),
    ],
)
def test_hours_that_no_page_could_show_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as raised:
        Place(city="Essen", **{field: value}).clean_fields()
    assert field in raised.value.message_dict
