"""A campaign of reminders: everybody is to hear once, while workers are killed, Redis comes back empty and PostgreSQL restarts."""

import datetime
import io
import itertools
import shutil
from collections import Counter

from django.core.management import call_command
from django.utils import timezone

from events import reminders as planning
from events.models import Event, Registration
from faults.audit import audit
from faults.crew import wait_for
from faults.postgres import POSTGRES, is_ours, pg_ctl
from faults.scenarios import Place, killing, place, report
from networks.models import Organisation
from portal.languages import CODES
from portal.models import OutgoingMail, Region
from scripts.services import DATA

REGION = "06636"


def store(people: int, *, wanted: tuple[str, ...] = ("week", "day")) -> None:
    """An event of tomorrow with its people, whose reminders of a week and of a day before are both overdue: one of the two is of use."""
    if not Region.objects.filter(pk=REGION).exists():
        call_command("load_base", stdout=io.StringIO())
    Event.objects.filter(slug="faults").delete()
    now = timezone.now()
    organiser, _is_new = Organisation.objects.get_or_create(slug="faults", defaults={"name": "Stelle", "kind_id": "business_promotion"})
    event = Event.objects.create(
        slug="faults",
        kind="networking",
        title_de="Treffen",
        title_ar="لقاء",
        summary_de="Wir lernen uns kennen.",
        region_id=REGION,
        organiser=organiser,
        starts_at=now + datetime.timedelta(hours=20),
        ends_at=now + datetime.timedelta(hours=22),
        city="Eschwege",
        state="published",
        reminders=list(wanted),
    )
    Registration.objects.bulk_create(
        Registration(event=event, name=f"Gast {number}", email=f"p{number}@example.org", language=language, state="registered")
        for number, language in zip(range(people), itertools.cycle(CODES), strict=False)
    )
    planning.plan_event(event, now=now - datetime.timedelta(days=9))


def _empty_redis(there: Place) -> None:
    there.kill_redis()
    shutil.rmtree(DATA / "redis-faults", ignore_errors=True)
    there.redis = there.start_redis()


def campaign(people: int) -> bool:
    """Passes when each person was told once, or her mail is shown as unclear, and no more are unclear than processes were killed."""
    with place() as there:
        store(people)
        most = max(5, people // 40)
        there.post.watch = killing(there, every=max(1, people // (most + most // 5 + 1)), most=most)
        for name in ("worker-1", "worker-2"):
            there.crew.worker(name)
        for name in ("beat-1", "beat-2"):
            there.crew.beat(name)
        wait_for(lambda: len(there.post.accepted) >= people // 3, seconds=300, meanwhile=there.crew.keep_alive)
        print(f"   Redis killed and back empty after {len(there.post.accepted)}", flush=True)
        _empty_redis(there)
        wait_for(lambda: len(there.post.accepted) >= people * 2 // 3, seconds=300, meanwhile=there.crew.keep_alive)
        if is_ours():
            print(f"   PostgreSQL restarts after {len(there.post.accepted)}", flush=True)
            pg_ctl("-m", "fast", "-l", str(POSTGRES / "log"), "restart")
        drained = there.drain(seconds=600)
        found = audit(there.post.accepted)
        told = Counter(OutgoingMail.objects.filter(state__in=("sent", "unknown")).values_list("subject_id", flat=True))
        once = len(told) == people and set(told.values()) == {1}
        alone = set(there.post.accepted.values()) == {1}
        print(f"   told once or named unclear: {len(told)} of {people}; accepted more than once: {0 if alone else 'SOME'}", flush=True)
        return report(found, there, drained=drained) and once and alone and found.unclear <= there.kills + there.crew.restarts
