"""One's own account: change it, see all it holds, delete it; and what happens to accounts nobody uses."""

import datetime
import json

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from accounts import actions, export
from accounts.models import RoleChange, User
from networks import people
from networks.models import Advisor, AdvisorChannel, InboxItem, Membership, Responsibility
from portal.mail import kind_of
from portal.models import OutgoingMail
from tests.access.world import HERE, make_user, make_world, sign_in, signed_in
from tests.factories import make_offer

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world() -> dict[str, User]:
    return make_world()


def test_name_and_language_are_changed(world: dict[str, User]) -> None:
    answer = sign_in(world["reader"]).post("/de/desk/account/", {"name": "Lina", "language": "fa"})
    world["reader"].refresh_from_db()
    assert (answer["Location"], world["reader"].name, world["reader"].language) == ("/fa/desk/account/", "Lina", "fa")


def test_roles_are_shown_in_words(world: dict[str, User]) -> None:
    page = sign_in(world["own_coordinator"]).get("/de/desk/account/").text
    assert "Koordination: Werra-Meißner-Kreis" in page
    assert "Redaktion: Stelle" in sign_in(world["own_editor"]).get("/de/desk/account/").text


def fill(world: dict[str, User]) -> Advisor:
    advisor = Advisor.objects.get(slug="beraterin")
    AdvisorChannel.objects.create(advisor=advisor, kind="mobile", value="0171 39200 11", visibility="hidden")
    Advisor.objects.filter(pk=advisor.pk).update(about_de="Ich mag Zahlen")
    make_offer(slug="beruehrt", verified_by=world["advisor"])
    return advisor


def test_export_holds_every_part(world: dict[str, User]) -> None:
    fill(world)
    client = sign_in(world["advisor"])
    answer = client.get("/de/desk/account/held/file/")
    data = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert data["account"][0]["email"] == "advisor@example.org"
    assert data["profile"][0]["channels"] == [{"kind": "mobile", "value": "0171 39200 11", "visibility": "hidden"}]
    assert data["profile"][0]["about_de"] == "Ich mag Zahlen"
    assert data["memberships"][0]["organisation__name"] == "Stelle"
    page = client.get("/de/desk/account/held/").text
    assert "Ich mag Zahlen" in page
    assert "0171 39200 11" in page


def test_export_shows_nothing_of_others(world: dict[str, User]) -> None:
    fill(world)
    text = sign_in(world["own_editor"]).get("/de/desk/account/held/file/").text
    assert "advisor@example.org" not in text
    assert "0171" not in text


def test_every_relation_to_an_account_is_exported_or_known_not_to_be(world: dict[str, User]) -> None:
    """A new table that speaks of an account must be thought of here."""
    found = {
        f"{relation.related_model._meta.label_lower}.{relation.field.name}"
        for relation in User._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and "event" not in relation.related_model._meta.model_name
    }
    exported = {
        "account.emailaddress.user", "mfa.authenticator.user", "usersessions.usersession.user", "accounts.rolechange.user",
        "accounts.formdraft.user", "accounts.savedfilter.user", "accounts.regionalrole.user", "networks.membership.user",
        "networks.advisor.user", "networks.profileclaim.user", "networks.invitation.invited_by", "networks.inboxitem.owner",
        "translations.translator.user", "offers.offerrevision.author", "offers.offerstep.by", "offers.offer.verified_by",
        "events.registration.user", "events.seriesterm.user", "events.personalfeed.user", "translations.translationimport.user",
        "translations.proposal.by", "translations.textlock.user", "stories.jurynote.by",
    }  # fmt: skip
    # Who did something to somebody or something else; the row says so there, and forgets it with the account.
    marks = {
        "accounts.rolechange.by", "accounts.regionalrole.granted_by", "networks.profileclaim.decided_by", "networks.inboxitem.done_by",
        "offers.offer.created_by", "offers.offer.submitted_by", "exchange.importmapping.created_by", "exchange.importrun.by",
        "accounts.user_groups.user", "accounts.user_user_permissions.user", "admin.logentry.user",
        "translations.glossaryrendering.reviewed_by", "translations.machinejob.by",
        "stories.story.created_by", "stories.consent.asked_by", "stories.awardcall.created_by",
    }  # fmt: skip
    assert found - marks <= exported


def test_deleting_needs_the_address_and_says_goodbye(world: dict[str, User]) -> None:
    client = signed_in(world["reader"], minutes_ago=1)
    assert client.post("/de/desk/account/delete/", {"email": "falsch@example.org"}).status_code == 200
    assert User.objects.filter(email="reader@example.org").exists()
    page = client.post("/de/desk/account/delete/", {"email": "Reader@example.org"})
    assert "Ihr Konto ist gelöscht" in page.text
    assert not User.objects.filter(email="reader@example.org").exists()
    assert client.get("/de/desk/account/").status_code == 302
    row = OutgoingMail.objects.get(recipient="reader@example.org")
    assert kind_of(row).render(row).subject == "Ihr Konto ist gelöscht"


def all_text() -> str:
    """Every row of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_deletion_leaves_no_trace_of_the_person_and_all_facts_of_the_organisation(world: dict[str, User]) -> None:
    advisor = fill(world)
    advisor.display_name = "Beraterin Früher"
    advisor.save()
    client = signed_in(world["advisor"], minutes_ago=1)
    client.post("/de/desk/account/", {"name": "Amal Einzigartig", "language": "de"})
    before = all_text()
    assert all(word in before for word in ("Amal Einzigartig", "0171 39200 11", "Ich mag Zahlen", "Beraterin Beispiel", "Beraterin Früher"))
    client.post("/de/desk/account/delete/", {"email": "advisor@example.org"})
    OutgoingMail.objects.filter(kind="accounts.deleted").delete()
    after = all_text()
    for word in ("Amal Einzigartig", "0171 39200 11", "Ich mag Zahlen", "Beraterin Beispiel", "Beraterin Früher", "advisor@example.org"):
        assert word not in after
    assert Client().get("/de/offers/beruehrt/").status_code == 200
    assert "Stelle" in after


def test_history_forgets_who_made_the_changes(world: dict[str, User]) -> None:
    user = world["own_editor"]
    contexts = apps.get_model("pghistory", "Context").objects
    contexts.create(metadata={"user": user.pk, "url": "/de/desk/"})
    actions.delete_account(user)
    assert not contexts.filter(metadata__user=user.pk).exists()
    assert contexts.filter(metadata__url="/de/desk/").exists()


def test_duties_go_to_the_deputy_or_into_the_inbox(world: dict[str, User]) -> None:
    advisor = Advisor.objects.get(slug="beraterin")
    deputy = Advisor.objects.create(slug="vertretung", display_name="Vertretung")
    duty = {"topic_id": "tax", "region_id": HERE}
    Responsibility.objects.create(advisor=advisor, **duty)
    Advisor.objects.filter(pk=advisor.pk).update(deputy=deputy)
    actions.delete_account(world["advisor"])
    assert deputy.responsibilities.filter(**duty).exists()
    assert not InboxItem.objects.filter(kind="handover").exists()
    other = Advisor.objects.create(slug="allein", display_name="Allein", user=make_user("allein"))
    Responsibility.objects.create(advisor=other, **duty)
    people.remove_profile(other)
    assert InboxItem.objects.get(kind="handover").kind == InboxItem.Kind.HANDOVER


def test_last_ones_are_warned(world: dict[str, User]) -> None:
    def warnings(name: str) -> list[str]:
        return actions.warnings_before_deletion(world[name])

    assert warnings("own_editor") == ["Für Stelle pflegt dann niemand mehr die Angaben."]
    assert warnings("operator") == ["Sie sind das letzte Konto, das diese Seite betreibt."]
    assert "Werra-Meißner-Kreis" in warnings("own_coordinator")[0]
    assert warnings("reader") == ["Ihre Anmeldungen zu kommenden Veranstaltungen enden."]
    assert warnings("translator") == []
    Membership.objects.create(user=make_user("zweite"), organisation=world["own_editor"].memberships.get().organisation, role="editor")
    assert warnings("own_editor") == []
    assert "letzte Konto" in signed_in(world["operator"], minutes_ago=1).get("/de/desk/account/delete/").text


def seen(user: User, when: datetime.datetime) -> None:
    User.objects.filter(pk=user.pk).update(last_login=when, date_joined=when)


def test_unused_account_is_asked_once_and_deleted_later() -> None:
    now = timezone.now()
    idle, busy = make_user("idle", language="pl"), make_user("busy")
    seen(idle, now - 366 * DAY)
    seen(busy, now - 364 * DAY)
    assert [actions.warn_idle(now=now), actions.warn_idle(now=now + DAY / 24)] == [1, 0]
    row = OutgoingMail.objects.get()
    assert (row.recipient, row.language) == ("idle@example.org", "pl")
    with translation.override("de"):
        assert "löschen wir Ihr Konto" in kind_of(row).render(row).paragraphs[1]
    assert actions.delete_idle(now=now + 29 * DAY) == 0
    assert actions.delete_idle(now=now + 30 * DAY) == 1
    assert actions.delete_idle(now=now + 30 * DAY) == 0
    assert list(User.objects.all()) == [busy]


def test_signing_in_keeps_the_account_and_starts_the_year_again() -> None:
    now = timezone.now()
    user = make_user("idle")
    seen(user, now - 400 * DAY)
    actions.warn_idle(now=now)
    seen(user, now + DAY)
    assert actions.delete_idle(now=now + 60 * DAY) == 0
    assert actions.warn_idle(now=now + 60 * DAY) == 0
    assert actions.warn_idle(now=now + 368 * DAY) == 1
    assert actions.delete_idle(now=now + 369 * DAY) == 0


def test_last_operator_is_never_deleted_by_the_clock() -> None:
    now = timezone.now()
    seen(User.objects.create_superuser("bea@example.org"), now - 400 * DAY)
    actions.warn_idle(now=now)
    assert actions.delete_idle(now=now + 90 * DAY) == 0


def test_unfinished_sign_ups_go_silently() -> None:
    now = timezone.now()
    half, whole = make_user("half"), make_user("whole")
    EmailAddress.objects.create(user=half, email=half.email, primary=True)
    EmailAddress.objects.create(user=whole, email=whole.email, primary=True, verified=True)
    User.objects.update(date_joined=now - 8 * DAY)
    assert actions.delete_unfinished(now=now) == 1
    assert list(User.objects.all()) == [whole]
    assert not OutgoingMail.objects.exists()


def test_role_log_is_trimmed() -> None:
    now = timezone.now()
    for days in (364, 366):
        RoleChange.objects.create(role="editor", given=True, at=now - days * DAY)
    assert actions.trim_role_log(now=now) == 1
    assert RoleChange.objects.count() == 1


def test_demo_people_are_made_once_and_marked() -> None:
    from scripts.run import DEMO_PEOPLE  # noqa: PLC0415 - only here

    for _round in range(2):
        call_command("load_demo_people")
    made = User.objects.filter(is_example=True)
    assert [f"{name}@example.org" for name in DEMO_PEOPLE] == list(made.order_by("pk").values_list("email", flat=True))
    roles = {user.email.split("@")[0]: len(export.roles_of(user)) for user in made}
    assert roles == {"reader": 0} | dict.fromkeys(DEMO_PEOPLE[1:], 1)


def test_demo_people_are_refused_in_production(settings: object) -> None:
    settings.ENVIRONMENT = "production"
    with pytest.raises(Exception, match="not made in production"):
        call_command("load_demo_people")
    assert not User.objects.exists()
