"""Closed lists of stories."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Industry(models.TextChoices):
    """Industries as founders name them; wider than the official classification (WZ 2008) on purpose."""

    CRAFTS = "crafts", _("Handwerk und Bau")
    FOOD = "food", _("Gastronomie und Lebensmittel")
    TRADE = "trade", _("Handel")
    BEAUTY = "beauty", _("Friseur und Kosmetik")
    CARE = "care", _("Gesundheit und Pflege")
    TRANSPORT = "transport", _("Transport und Logistik")
    IT = "it", _("IT und Medien")
    CULTURE = "culture", _("Kultur und Gestaltung")
    EDUCATION = "education", _("Bildung und Sprache")
    FARMING = "farming", _("Landwirtschaft und Garten")
    SERVICES = "services", _("Andere Dienstleistungen")


class State(models.TextChoices):
    """`ASKED`: the person has the link and has not decided. `ENDED`: consent withdrawn or over."""

    DRAFT = "draft", pgettext_lazy("story", "Entwurf")
    ASKED = "asked", pgettext_lazy("story", "wartet auf Freigabe")
    PUBLISHED = "published", pgettext_lazy("story", "veröffentlicht")
    ENDED = "ended", pgettext_lazy("story", "Einwilligung beendet")


class Channel(models.TextChoices):
    """Where a story may be shown; each is agreed to by itself."""

    WEB = "web", _("auf dieser Website")
    BROCHURE = "brochure", _("in gedruckten Broschüren")
    PRESS = "press", _("in der Presse")


class EndReason(models.TextChoices):
    WITHDRAWN = "withdrawn", _("von der Person zurückgezogen")
    DESK = "desk", _("am Schreibtisch beendet")
    EXPIRED = "expired", _("abgelaufen")


class MediaKind(models.TextChoices):
    PHOTO = "photo", _("Foto")
    VIDEO = "video", _("Video")
