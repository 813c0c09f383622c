"""What people read about a job: why it stopped or waits, and why a text was left out."""

from django.utils.translation import gettext_lazy as _

NOTES = {
    "budget": _("Die Zeichen der Region für diesen Monat sind verbraucht. Im nächsten Monat geben Sie einen neuen Auftrag."),
    "quota": _("Beim Übersetzungsdienst sind alle Zeichen verbraucht. Bitte sagen Sie es dem Betrieb des Portals."),
    "refused": _("Der Übersetzungsdienst hat die Anfrage abgelehnt. Bitte sagen Sie es dem Betrieb des Portals."),
    "unreachable": _("Der Übersetzungsdienst antwortet nicht. Bitte versuchen Sie es später noch einmal."),
    "busy": _("Der Übersetzungsdienst ist gerade überlastet. Es geht von selbst weiter."),
    "retry": _("Der Übersetzungsdienst hat nicht geantwortet. Es geht von selbst weiter."),
    "cancelled": _("Jemand hat den Auftrag angehalten."),
    "rights": _("Wer den Auftrag gegeben hat, darf das nicht mehr."),
    "off": _("Die maschinelle Übersetzung ist ausgeschaltet."),
    "fault": _("Hier ist ein Fehler passiert. Was schon übersetzt ist, bleibt."),
}
REASONS = {
    "language": _("Der Dienst kann diese Sprache nicht."),
    "settled": _("Jemand war schneller, oder der Text wird nicht mehr gezeigt."),
    "changed": _("Der deutsche Text wurde währenddessen zweimal geändert."),
    "kept": _("Die Prüfung fand Fehler, zum Beispiel bei Links, Zahlen oder Fachwörtern."),
    "lost": _("Der Text ging dreimal auf den Weg und kam nicht zurück."),
}
