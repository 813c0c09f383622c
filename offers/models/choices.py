"""The closed lists of an offer: kinds, costs, formats, residence, order of steps, states."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ADVICE = "advice", _("Beratung")
    COURSE = "course", _("Kurs oder Programm")
    EVENT_SERIES = "event_series", _("Veranstaltungsreihe")
    LOAN = "loan", _("Darlehen (zurückzahlen)")
    GRANT = "grant", _("Zuschuss (nicht zurückzahlen)")
    GUARANTEE = "guarantee", _("Bürgschaft")
    EQUITY = "equity", _("Beteiligung")
    VOUCHER = "voucher", _("Gutschein")
    PORTAL = "portal", _("Website oder App")
    HOTLINE = "hotline", _("Telefon oder Chat")
    MENTORING = "mentoring", _("Mentoring")
    NETWORK = "network", _("Netzwerk")
    PREMISES = "premises", _("Räume")
    PUBLICATION = "publication", _("Broschüre oder Film")
    AWARD = "award", _("Preis")
    RECOGNITION = "recognition", _("Anerkennung von Abschlüssen")


MONEY_KINDS = (Kind.LOAN, Kind.GRANT, Kind.GUARANTEE, Kind.EQUITY, Kind.VOUCHER)
MONEY_DAYS, OTHER_DAYS = 90, 180


def default_verify_days(kind: str) -> int:
    """Return after how many days an offer of this kind is checked again, unless somebody says otherwise."""
    return MONEY_DAYS if kind in MONEY_KINDS else OTHER_DAYS


class Cost(models.TextChoices):
    FREE = "free", _("kostenlos")
    FEE = "fee", _("kostet etwas")
    NO_REPAY = "no_repay", _("Geld, das Sie nicht zurückzahlen")
    REPAY = "repay", _("Geld, das Sie zurückzahlen")
    UNKNOWN = "unknown", _("Kosten nicht bekannt")


class Format(models.TextChoices):
    ON_SITE = "on_site", _("vor Ort")
    PHONE = "phone", _("am Telefon")
    VIDEO = "video", _("per Video")
    CHAT = "chat", _("im Chat")
    OUTREACH = "outreach", _("kommt zu Ihnen")
    AT_MSO = "at_mso", _("bei einer Migrantenorganisation")
    ONLINE = "online", _("im Internet")


class Residence(models.TextChoices):
    NONE = "none", _("Ihr Aufenthaltsstatus spielt keine Rolle.")
    EU_ONLY = "eu_only", _("Nur für Menschen aus der EU.")
    SELF_EMPLOYMENT_PERMITTED = (
        "self_employment_permitted",
        _("In Ihrem Aufenthaltstitel muss stehen, dass Sie selbstständig arbeiten dürfen."),
    )
    HELPS_SECTION_21 = "helps_section_21", _("Hilft bei der Aufenthaltserlaubnis für Selbstständige (§ 21 AufenthG).")
    OPEN_TO_ALL = "open_to_all", _("Offen für alle, auch mit Duldung.")
    UNKNOWN = "unknown", _("Nicht bekannt. Bitte fragen Sie nach.")


class ApplyBefore(models.TextChoices):
    """The trap of timing: who starts first and asks later gets nothing."""

    NOT_KNOWN = "", _("keine besondere Reihenfolge bekannt")
    START = "start", _("Stellen Sie den Antrag, bevor Sie anfangen.")
    REGISTRATION = "registration", _("Stellen Sie den Antrag, bevor Sie Ihr Gewerbe anmelden.")
    CONTRACT = "contract", _("Stellen Sie den Antrag, bevor Sie etwas unterschreiben oder kaufen.")
    PROCEDURE = "procedure", _("Stellen Sie den Antrag, bevor das Verfahren beginnt.")


class Capacity(models.TextChoices):
    NORMAL = "", _("nichts Besonderes bekannt")
    HARD_TO_REACH = "hard_to_reach", _("Zurzeit schwer zu erreichen")
    PAUSED = "paused", _("Zurzeit Pause")


class State(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    IN_REVIEW = "in_review", _("in Prüfung")
    PUBLISHED = "published", _("veröffentlicht")
    TO_VERIFY = "to_verify", _("zu prüfen")
    ARCHIVED = "archived", _("archiviert")


PUBLIC_STATES = (State.PUBLISHED, State.TO_VERIFY)


class Reason(models.TextChoices):
    """Why the clock put a label on an offer or ended it. People write their reasons in their own words instead."""

    OVERDUE = "overdue", _("Die letzte Prüfung ist lange her.")
    REPORTS = "reports", _("Jemand hat uns gemeldet, dass etwas nicht stimmt.")
    LINKS = "links", _("Ein Link auf dieser Seite geht nicht mehr.")
    STALE = "stale", _("Der Anbieter hat das Angebot lange nicht mehr bestätigt.")
    EXPIRED = "expired", _("Das Angebot galt nur für eine bestimmte Zeit. Diese Zeit ist vorbei.")
    FUNDING_ENDED = "funding_ended", _("Das Geld für dieses Angebot ist ausgelaufen.")


class VerifiedHow(models.TextChoices):
    """How somebody made sure that an offer is still right."""

    UNKNOWN = "", _("nicht festgehalten")
    LINK = "link", _("vom Anbieter, über den Link in der E-Mail")
    DESK = "desk", _("vom Anbieter, am Schreibtisch")
    STAFF = "staff", _("von der Koordination")
    PHONE = "phone", _("am Telefon")


# The provider itself said that everything is right.
BY_PROVIDER = (VerifiedHow.LINK, VerifiedHow.DESK)
