"""Who may speak for an organisation or an advisor's profile: memberships, invitations, claims; and addresses that moved."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.models.advisors import Advisor
from networks.models.organisations import Organisation
from portal.languages import CODES
from portal.models import Region


class Membership(models.Model):
    """An account belongs to an organisation: as its editor, or as an advisor."""

    class Role(models.TextChoices):
        EDITOR = "editor", _("pflegt die Organisation")
        ADVISOR = "advisor", _("berät")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=8, choices=Role)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        constraints = (models.UniqueConstraint(fields=("user", "organisation", "role"), name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A role offered by mail: a link that works once and not for ever. Only a hash of its key is kept."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("koordiniert eine Region")
        EDITOR = "editor", _("pflegt eine Organisation")
        ADVISOR = "advisor", _("berät in einer Organisation")
        TRANSLATOR = "translator", _("übersetzt")

    email = models.EmailField(_("E-Mail-Adresse"))
    role = models.CharField(_("Rolle"), max_length=12, choices=Role)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Region"))
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    # The profile that waits for the invited advisor, if there is one.
    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("Sprachen"), default=list, blank=True)
    language = models.CharField(_("Sprache der E-Mail"), max_length=5)
    key_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        constraints = (
            models.CheckConstraint(
                name="invitation_fits_role",
                condition=Q(role="coordinator", region__isnull=False)
                | Q(role__in=("editor", "advisor"), organisation__isnull=False)
                | (Q(role="translator") & ~Q(languages=[])),
            ),
            models.CheckConstraint(name="invitation_known_language", condition=Q(language__in=CODES)),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.created_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class ProfileClaim(models.Model):
    """Somebody says "this is us" or "this is me". Proof: a code mailed to the domain on record, an editor's word, or the coordination's."""

    class Proof(models.TextChoices):
        CODE = "code", _("Code an die Domain der Organisation")
        VOUCHER = "voucher", _("jemand aus der Organisation bürgt")
        COORDINATOR = "coordinator", _("die Koordination bestätigt")

    class State(models.TextChoices):
        REQUESTED = "requested", _("beantragt")
        VERIFIED = "verified", _("bestätigt")
        REJECTED = "rejected", _("abgelehnt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="claims")
    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, null=True, blank=True, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    proof = models.CharField(_("Nachweis"), max_length=12, choices=Proof)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.REQUESTED)
    message = models.CharField(_("Nachricht"), max_length=500, blank=True)
    # The code itself is never kept; `code_address` is where it went.
    code_hash = models.CharField(max_length=64, blank=True)
    code_address = models.EmailField(blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(_("Begründung"), max_length=500, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("Antrag auf Übernahme")
        verbose_name_plural = _("Anträge auf Übernahme")
        constraints = (
            models.CheckConstraint(
                name="profileclaim_of_one",
                condition=Q(advisor__isnull=False, organisation__isnull=True) | Q(advisor__isnull=True, organisation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("user", "organisation", "advisor"),
                name="profileclaim_one_open",
                condition=Q(state="requested"),
                nulls_distinct=False,
                violation_error_message=_("Ihr Antrag liegt schon vor."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"

    @property
    def subject(self) -> Organisation | Advisor:
        """What is claimed."""
        return self.organisation or self.advisor

    @property
    def awaits_code(self) -> bool:
        """Whether a code is on its way that has not been typed in yet."""
        return self.state == self.State.REQUESTED and bool(self.code_hash)

    @property
    def code_was_right(self) -> bool:
        """Whether the code sent to the domain on record came back: its hash is emptied then, the address stays."""
        return bool(self.code_address) and not self.code_hash


class FormerAddress(models.Model):
    """A slug that an organisation or an advisor had before: the old address leads to the new one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="former_addresses")
    advisor = models.ForeignKey(Advisor, on_delete=models.CASCADE, null=True, blank=True, related_name="former_addresses")
    slug = models.SlugField(max_length=80)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="formeraddress_of_one",
                condition=Q(advisor__isnull=False, organisation__isnull=True) | Q(advisor__isnull=True, organisation__isnull=False),
            ),
            models.UniqueConstraint(fields=("slug",), name="formeraddress_organisation", condition=Q(organisation__isnull=False)),
            models.UniqueConstraint(fields=("slug",), name="formeraddress_advisor", condition=Q(advisor__isnull=False)),
        )

    def __str__(self) -> str:
        return self.slug
