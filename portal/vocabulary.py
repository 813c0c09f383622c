"""Closed lists of the field that several apps speak of. Open lists (topics, kinds of organisations) are rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Phase(models.TextChoices):
    """The field's 4+1 model: access comes before the four phases of founding."""

    ACCESS = "access", _("Erster Zugang")
    ORIENTATION = "orientation", _("Orientierung")
    PLANNING = "planning", _("Planung")
    START = "start", pgettext_lazy("phase", "Start")
    CONSOLIDATION = "consolidation", _("Wachsen und Sichern")


class Occasion(models.TextChoices):
    NEW_FIRM = "new_firm", _("Neues Unternehmen")
    SUCCESSION = "succession", _("Ein Unternehmen übernehmen")
    ACTIVE_PARTNERSHIP = "active_partnership", _("Teilhaberin oder Teilhaber werden")
    FRANCHISE = "franchise", _("Franchise")
    SIDE_BUSINESS = "side_business", _("Nebenerwerb")
    LIBERAL_PROFESSION = "liberal_profession", _("Freier Beruf")
    FROM_ABROAD = "from_abroad", _("Gründung aus dem Ausland")
    SECOND_CHANCE = "second_chance", _("Zweite Chance")


class Audience(models.TextChoices):
    ALL = "all", pgettext_lazy("audience", "Alle")
    WOMEN = "women", _("Frauen")
    REFUGEES = "refugees", _("Geflüchtete")
    UNDER_27 = "under_27", _("Unter 27 Jahren")
    OVER_27 = "over_27", _("Ab 27 Jahren")
    UNEMPLOYED_ALG1 = "unemployed_alg1", _("Menschen mit Arbeitslosengeld (ALG I)")
    BUERGERGELD = "buergergeld", _("Menschen mit Bürgergeld")
    STUDENTS_GRADUATES = "students_graduates", _("Studierende und Absolventen")
    CRAFTSPEOPLE = "craftspeople", _("Menschen im Handwerk")
    MIGRANTS = "migrants", _("Menschen mit Migrationsgeschichte")
    EU = "eu", _("Menschen aus der EU")
    NON_EU = "non_eu", _("Menschen von außerhalb der EU")
    ENTREPRENEURS = "entrepreneurs", _("Menschen, die schon ein Unternehmen führen")
    ADVISORS = "advisors", _("Beraterinnen und Berater")


class LanguageMode(models.TextChoices):
    """How a language is offered: "we speak Arabic" is not the same as a leaflet in Arabic."""

    SPOKEN = "spoken", _("gesprochen")
    INTERPRETER = "interpreter", _("mit Dolmetscher")
    WRITTEN = "written", _("schriftlich")
    MACHINE = "machine", _("maschinell übersetzt")


class GermanLevel(models.TextChoices):
    NONE = "none", _("Kein Deutsch nötig")
    A2 = "a2", _("Etwas Deutsch (A2)")
    B1 = "b1", _("Deutsch im Alltag (B1)")
    B2 = "b2", _("Gutes Deutsch (B2)")
    UNKNOWN = "unknown", _("Nicht bekannt")


class Sphere(models.TextChoices):
    """The world an organisation lives in; meetings mix spheres."""

    ECONOMY = "economy", _("Wirtschaft")
    INTEGRATION = "integration", _("Integration")
    CIVIL_SOCIETY = "civil_society", _("Migrantenorganisationen und Zivilgesellschaft")
    AUTHORITY = "authority", _("Behörden")
    FINANCE = "finance", _("Finanzen")
    EDUCATION = "education", _("Bildung und Forschung")
