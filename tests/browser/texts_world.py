"""Texts that ask for a translator, and an award, for the browser tests; see `desk_world`."""

import datetime

from django.utils import timezone

from accounts.models import User
from offers.models import Offer
from portal.texts import options_of
from stories import awards
from stories.models import AwardApplication, AwardCall, AwardCategory
from translations import wishes
from translations.actions import UnitKey, save_translation
from translations.files import incoming, outgoing
from translations.files.naming import InUnit
from translations.following import follow, texts_before
from translations.models import MachineJob, Proposal, TranslationImport
from translations.texts import digest, label_of, read, stamp

CHANGED, LANGUAGE = "gruendungszuschuss", "ar"
AWARD = "browser-preis"


def changed(by: User) -> dict[str, object]:
    """One more German sentence: seven translations are outdated, readers ask, a translator proposes, a file comes back too late."""
    offer = Offer.objects.get(slug=CHANGED)
    label, key = label_of(offer)
    if not TranslationImport.objects.filter(user=by, filename="angebote-ar.xlf").exists():
        arabic = [row for row in outgoing.chosen(LANGUAGE, labels=[label], states=["ready"]) if row.field in ("summary", "title")]
        units = [
            InUnit(unit.model, unit.object_id, unit.field, f"{unit.text} (جديد)", unit.digest, unit.german)
            for unit in outgoing.written(arabic, LANGUAGE)
        ]
        incoming.keep(by=by, language=LANGUAGE, filename="angebote-ar.xlf", found=units)
        former = texts_before(offer)
        offer.summary_de = f"{offer.summary_de} Stellen Sie den Antrag vor der Gründung."
        offer.save()
        follow(offer, former)
        for _reader in range(3):
            wishes.ask(offer, LANGUAGE, today=timezone.localdate())
    sensitive = next(name for name in options_of(Offer).sensitive if read(offer, name, "de"))
    if not Proposal.objects.filter(model=label, object_id=key, field=sensitive, language=LANGUAGE).exists():
        german, arabic_text = read(offer, sensitive, "de"), read(offer, sensitive, LANGUAGE)
        save_translation(
            UnitKey(label, key, sensitive, LANGUAGE), f"{arabic_text} ولا شيء غير ذلك.", by=by,
            german_digest=digest(german), text_digest=digest(arabic_text), reason="Geprüft",
        )  # fmt: skip
    return {
        "changed": key,
        "language": LANGUAGE,
        "sensitive": sensitive,
        "incoming": TranslationImport.objects.filter(user=by, filename="angebote-ar.xlf").latest("pk").pk,
        "proposal": Proposal.objects.get(model=label, object_id=key, field=sensitive, language=LANGUAGE).pk,
    }


def machine(by: User) -> int:
    """A job that stopped half-way."""
    fields = {
        "by": by,
        "languages": ["ar", "fa"],
        "state": "stopped",
        "note": "quota",
        "total": 40,
        "done": 17,
        "failed": 2,
        "characters": 4210,
    }
    found = MachineJob.objects.filter(by=by).first()
    return (found or MachineJob.objects.create(region_id="05113", ended_at=timezone.now(), **fields)).pk


def award(by: User) -> dict[str, object]:
    """A call that is open, with an application and what the jury notes."""
    call = AwardCall.objects.filter(slug=AWARD).first()
    if call is None:
        today = timezone.localdate()
        call = AwardCall.objects.create(
            slug=AWARD, title_de="Gründungspreis Werra-Meißner", title_ar="جائزة التأسيس في فيرا مايسنر", region_id="06636", state="published",
            summary_de="Wir suchen Gründungen, die Mut machen.", summary_ar="نبحث عن مشاريع تمنح الشجاعة.",
            text_de="Der Landkreis zeigt, was zugewanderte Gründerinnen und Gründer schaffen.\n\nDrei Preise mit je 2.000 Euro warten.",
            criteria_de="Idee\nMut\nNutzen für die Region", who_may_de="Wer in den letzten fünf Jahren im Landkreis gegründet hat.",
            opens_on=today - datetime.timedelta(days=10), closes_on=today + datetime.timedelta(days=20), created_by=by,
        )  # fmt: skip
        stamp(call)
        for position, (german, arabic) in enumerate((("Mut", "الشجاعة"), ("Handwerk und Gastronomie", "الحرف والمطاعم"))):
            stamp(AwardCategory.objects.create(call=call, name_de=german, name_ar=arabic, position=position))
        application = AwardApplication.objects.create(
            call=call, category=call.categories.first(), name="ليلى حداد", firm="Feinbrot", email="layla.award@example.org", language="ar",
            phone="+49 170 5550143", text="فتحتُ مخبزًا في إشفيغه.\nأريد أن أشجع غيري.", may_be_named=True, is_shortlisted=True,
        )  # fmt: skip
        awards.write_note(application, by=by, points=8, text="Klare Idee, viel Mut.")
    return {"award": call.pk, "application": call.applications.first().pk, "award_slug": AWARD}
