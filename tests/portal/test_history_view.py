"""The history as people read it: one version a request, all eight languages, parts and links, and a state brought back."""

import pghistory
import pytest

from networks.models import Contact, Organisation
from portal import history_view
from tests.access.world import make_user
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
PARTS = ((Contact, "organisation"), (Organisation.regions.through, "organisation"))


def test_one_save_is_one_version_with_its_person_and_all_its_parts() -> None:
    body, user = make_organisation(about_de="Alt", regions=["05113"]), make_user("wer")
    with pghistory.context(user=user.pk):
        body.about_ar = "نص"
        body.save()
        Contact.objects.create(organisation=body, phone="030 23125 000")
        body.regions.set(["05112"])
    newest = history_view.versions(Organisation, body.pk, parts=PARTS)[0]
    assert newest.by == "wer"
    assert [(change.label, change.old, change.new, change.language) for change in newest.changes] == [
        ("Über die Organisation", "", "نص", "ar"),
        ("Kontakt", "", "030 23125 000, Nein, Nein", ""),
        ("Regionen", "", "Duisburg", ""),
        ("Regionen", "Essen", "", ""),
    ]


def test_one_transaction_without_a_request_is_one_version() -> None:
    body = make_organisation(about_de="Alt", regions=["05113"])
    body.about_de = "Neu"
    body.save()
    Contact.objects.create(organisation=body, phone="030 23125 000")
    version = history_view.versions(Organisation, body.pk, parts=PARTS)
    assert [(one.created, one.event.about_de) for one in version] == [(True, "Neu")]
    assert {"Alt", "Essen"} & {change.new for change in version[0].changes}
    assert history_view.standing(Contact, "organisation", version[0].event)[0].phone == "030 23125 000"


def test_restoring_brings_the_content_back_and_keeps_the_history() -> None:
    body = make_organisation(about_de="Erst", about_ar="أول", name="Erst")
    body.about_de, body.about_ar, body.name = "Dann", "ثم", "Dann"
    body.version = 7
    with pghistory.context():
        body.save()
    first = history_view.versions(Organisation, body.pk)[-1]
    assert first.created
    with pghistory.context():
        history_view.restore(body, history_view.find(Organisation, body.pk, first.id)).save()
    body.refresh_from_db()
    assert (body.name, body.about_de, body.about_ar, body.version) == ("Erst", "Erst", "أول", 7)
    assert len(history_view.versions(Organisation, body.pk)) == 3


def test_a_row_of_another_thing_is_not_found() -> None:
    one, other = make_organisation(), make_organisation()
    event = history_view.versions(Organisation, other.pk)[0]
    with pytest.raises(Organisation.pgh_event_model.DoesNotExist):
        history_view.find(Organisation, one.pk, event.id)
