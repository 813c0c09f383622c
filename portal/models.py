"""What all apps share: regions, topics, the log of content changes, search rows, counters."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.languages import LANGUAGES

GERMANY = "de"


class Region(models.Model):
    """A place an offer is valid for: Germany, a Land or a district by official key (AGS), or a functional region by slug."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Land (Staat)")
        LAND = "land", _("Bundesland")
        DISTRICT = "district", _("Landkreis")
        CITY = "city", _("Kreisfreie Stadt")
        FUNCTIONAL = "functional", _("Region")

    key = models.CharField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    # Functional regions are sets of districts; all others have none.
    parts = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="functional_regions")

    class Meta:
        ordering = ("key",)
        verbose_name = _("Region")
        verbose_name_plural = _("Regionen")
        constraints = (
            models.CheckConstraint(
                name="region_key_fits_kind",
                condition=models.Q(kind="country", key=GERMANY)
                | models.Q(kind="land", key__regex=r"^[0-9]{2}$")
                | models.Q(kind__in=("district", "city"), key__regex=r"^[0-9]{5}$")
                | models.Q(kind="functional", key__regex=r"^[a-z][a-z0-9]*(-[a-z0-9]+)+$"),
                violation_error_message=_("Der Schlüssel passt nicht zur Art der Region."),
            ),
            models.CheckConstraint(name="region_has_german_name", condition=~models.Q(name_de="") & models.Q(name_de__isnull=False)),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("atlas:region", args=[self.key])


def prefixes(key: str) -> list[str]:
    """Return every key whose offers are valid for this official key: itself, its Land and Germany."""
    if not key[:1].isdigit():
        return [key, GERMANY] if key != GERMANY else [GERMANY]
    return [key[:length] for length in (5, 2) if len(key) >= length] + [GERMANY]


class Topic(models.Model):
    """What a founder asks about. A row, so that an installation can add one; `words` are what people type for it."""

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")
        constraints = (
            models.CheckConstraint(name="topic_has_german_name", condition=~models.Q(name_de="") & models.Q(name_de__isnull=False)),
        )

    def __str__(self) -> str:
        return self.name


class ContentChange(models.Model):
    """One row for each statement that changed something public; written by triggers, read as the content version."""

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)


class SearchEntry(models.Model):
    """The narrow search row of one object in one language, written in the transaction that saves the object."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=5)
    title_key = models.CharField(max_length=120, db_collation="C")
    vector = SearchVectorField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "object_id", "language"), name="search_one_row_per_language"),)
        indexes = (
            *(
                GinIndex(fields=("vector",), name=f"search_{language.code}_fts", condition=models.Q(language=language.code))
                for language in LANGUAGES
            ),
            models.Index(fields=("kind", "language", "title_key"), name="search_title_order"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language}"


class SearchWord(models.Model):
    """The vocabulary of all searchable texts, folded: typing mistakes are corrected against it."""

    # Not unique: two who save the same new word at once must not wait for each other, and a word that stands here twice does no harm.
    word = models.CharField(max_length=60, db_index=True)

    class Meta:
        indexes = (GinIndex(OpClass("word", name="gin_trgm_ops"), name="searchword_trigrams"),)

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Words and phrases that mean the same, in any language; a search for one finds them all."""

    words = ArrayField(models.CharField(max_length=80))
    # Groups that came with the product are replaced by an update; those of an installation stay.
    shipped = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("Synonymgruppe")
        verbose_name_plural = _("Synonymgruppen")

    def __str__(self) -> str:
        return ", ".join(self.words)


class SearchMiss(models.Model):
    """A search that found nothing: the words, the day, how often. Never who."""

    words = models.CharField(max_length=80)
    language = models.CharField(max_length=5)
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Suche ohne Treffer")
        verbose_name_plural = _("Suchen ohne Treffer")
        constraints = (models.UniqueConstraint(fields=("words", "language", "day"), name="searchmiss_once_a_day"),)

    def __str__(self) -> str:
        return self.words


class RateCount(models.Model):
    """How often one sender used one form in one window. The sender is a keyed hash that changes every day."""

    sender = models.CharField(max_length=64)
    form = models.CharField(max_length=30)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sender", "form", "window"), name="ratecount_one_row"),)

    def __str__(self) -> str:
        return f"{self.form} {self.count}"


class OutgoingMailQuerySet(models.QuerySet):
    def about(self, kinds: Iterable[str], ids: Iterable[int]) -> "OutgoingMailQuerySet":
        """Return the messages of these kinds about these objects, the newest first, without what nobody may read later."""
        return self.filter(kind__in=list(kinds), subject_id__in=list(ids)).defer("payload")


class OutgoingMail(models.Model):
    """One message to one address, stored in the transaction of its cause; `portal.mail` renders and sends it.

    The body is made at the moment of sending, from current data. `payload` holds what the kind needs and nobody else
    may read later (a sign-in code): it is emptied as soon as the message has left or can no longer leave.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("wartet")
        CLAIMED = "claimed", _("wird vorbereitet")
        SENDING = "sending", _("wird übergeben")
        SENT = "sent", _("gesendet")
        UNKNOWN = "unknown", _("unklar")
        DEAD = "dead", _("gescheitert")
        SUPERSEDED = "superseded", _("überholt")
        EXPIRED = "expired", _("abgelaufen")
        SKIPPED = "skipped", _("ausgelassen")

    kind = models.CharField(max_length=40)
    recipient = models.EmailField(blank=True)
    region = models.ForeignKey(Region, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=5)
    subject_label = models.CharField(max_length=160, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    payload = models.JSONField(default=dict, blank=True)
    dedupe_key = models.CharField(max_length=160, unique=True)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=160, unique=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    smtp_reply = models.CharField(max_length=300, blank=True)
    resend_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # An unclear message of an important kind went out once more with the same Message-ID.
    repeated = models.BooleanField(default=False)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("E-Mail")
        verbose_name_plural = _("E-Mails")
        indexes = (
            models.Index(fields=("next_attempt_at",), name="mail_due", condition=models.Q(state="pending")),
            models.Index(fields=("lease_until",), name="mail_leased", condition=models.Q(state__in=("claimed", "sending"))),
            models.Index(fields=("kind", "subject_id"), name="mail_subject"),
        )
        constraints = (
            models.CheckConstraint(
                name="mail_known_state",
                condition=models.Q(
                    state__in=("pending", "claimed", "sending", "sent", "unknown", "dead", "superseded", "expired", "skipped")
                ),
            ),
            models.CheckConstraint(
                name="mail_sent_at_iff_sent",
                condition=models.Q(state="sent", sent_at__isnull=False) | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="mail_leased_iff_held",
                condition=models.Q(state__in=("claimed", "sending"), token__isnull=False, lease_until__isnull=False)
                | (~models.Q(state__in=("claimed", "sending")) & models.Q(token__isnull=True, lease_until__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Heartbeat(models.Model):
    """When a periodic job last ran; the health page reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class LinkState(models.Model):
    """What the weekly check of one address outside found; whoever shows the address asks by its text."""

    url = models.URLField(max_length=500, unique=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=120, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Link nach außen")
        verbose_name_plural = _("Links nach außen")

    def __str__(self) -> str:
        return self.url
