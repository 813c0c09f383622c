"""The demo's people: invented organisations and advisors, marked as examples wherever they appear."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from networks.models import (
    EXAMPLE_SOURCE,
    Advisor,
    AdvisorChannel,
    AdvisorLanguage,
    ClaimState,
    Competence,
    Contact,
    Membership,
    Organisation,
    OrganisationLanguage,
    Place,
    Responsibility,
)
from networks.search_rows import refresh_advisor, refresh_organisation
from networks.translation import ADVISOR_TEXTS
from portal.languages import CODES
from translations.models import Origin
from translations.texts import stamp

BODY_TEXTS = ("about", "responsible_for", "not_responsible_for", "send_when", "send_papers")


def read() -> dict[str, Any]:
    """Return the data file: texts by key and language, organisations, advisors."""
    path = Path(settings.BASE_DIR) / "networks" / "data" / "demo" / "advisors.json"
    return json.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def load() -> tuple[int, int]:
    """Write the example organisations and advisors. Running it again changes nothing that is already right. Returns how many of each."""
    data = read()
    bodies = {row["slug"]: _organisation(row, data["texts"]) for row in data["organisations"]}
    advisors = {row["slug"]: _advisor(row, bodies, data["texts"]) for row in data["advisors"]}
    for row in data["advisors"]:
        if row.get("deputy"):
            Advisor.objects.filter(slug=row["slug"]).update(deputy=advisors[row["deputy"]])
    link_accounts()
    return len(bodies), len(advisors)


@transaction.atomic
def link_accounts() -> int:
    """Give profiles to the demo accounts they belong to, as far as these exist. May run before and after either. Returns how many."""
    number = 0
    for row in read()["advisors"]:
        advisor = Advisor.objects.filter(slug=row["slug"], user__isnull=True).first()
        user = User.objects.filter(email=row.get("account", ""), is_example=True, advisor__isnull=True).first()
        if advisor is None or user is None:
            continue
        advisor.user = user
        advisor.claim_state = ClaimState.VERIFIED
        advisor.save()
        for organisation in advisor.organisations.all():
            Membership.objects.get_or_create(user=user, organisation=organisation, role=Membership.Role.ADVISOR)
        number += 1
    return number


def _texts(row: dict[str, Any], fields: tuple[str, ...], texts: dict[str, dict[str, str]]) -> dict[str, str]:
    return {f"{field}_{code}": texts[row[field]][code] for field in fields for code in CODES}


def _organisation(row: dict[str, Any], texts: dict[str, dict[str, str]]) -> Organisation:
    fields = {name: row[name] for name in ("name", "website", "mail_domain")}
    fields |= {"kind_id": row["kind"], "source": EXAMPLE_SOURCE, **_texts(row, BODY_TEXTS, texts)}
    body, created = Organisation.objects.get_or_create(slug=row["slug"], defaults=fields)
    if not created:
        # Somebody may have tried the editor on it: what people wrote stays.
        return body
    body.regions.set(row["regions"])
    Contact.objects.create(organisation=body, phone=row["phone"], email=row["email"])
    Place.objects.create(organisation=body, opening_hours=row["hours"], **row["place"])
    for code in row["languages"]:
        OrganisationLanguage.objects.create(organisation=body, code=code)
    for topic, phase in row["responsibilities"]:
        Responsibility.objects.create(organisation=body, topic_id=topic, phase=phase, region_id=row["regions"][0], role="lead")
    stamp(body, origin=Origin.DEMO)
    refresh_organisation(body)
    return body


def _advisor(row: dict[str, Any], bodies: dict[str, Organisation], texts: dict[str, dict[str, str]]) -> Advisor:
    fields: dict[str, Any] = {
        "display_name": row["display_name"],
        "office_hours": row["hours"],
        "visibility": row.get("visibility", "public"),
        "is_example": True,
        **_texts(row, ADVISOR_TEXTS, texts),
    }
    if absence := row.get("absence"):
        today = timezone.localdate()
        fields["absent_from"], fields["absent_until"] = (today + datetime.timedelta(days=days) for days in absence)
    advisor, created = Advisor.objects.get_or_create(slug=row["slug"], defaults=fields)
    if not created:
        return advisor
    advisor.organisations.set([bodies[row["organisation"]]])
    advisor.regions.set(row["regions"])
    for code, level, may_interpret in row["languages"]:
        AdvisorLanguage.objects.create(advisor=advisor, code=code, level=level, may_interpret=may_interpret)
    for kind, value, visibility in row["channels"]:
        AdvisorChannel.objects.create(advisor=advisor, kind=kind, value=value, visibility=visibility)
    for topic, phases in row["competences"]:
        for phase in phases:
            Competence.objects.create(advisor=advisor, topic_id=topic, phase=phase)
    for topic, phase, region, role in row["responsibilities"]:
        Responsibility.objects.create(advisor=advisor, topic_id=topic, phase=phase, region_id=region, role=role)
    stamp(advisor, origin=Origin.DEMO)
    refresh_advisor(advisor)
    return advisor
