"""The account: signed in by e-mail address, no user name."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.languages import CODES, LANGUAGES, SOURCE
from portal.models import Region


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=120, blank=True)
    language = models.CharField(
        _("Sprache"), max_length=5, choices=[(language.code, language.name) for language in LANGUAGES], default=SOURCE
    )
    is_staff = models.BooleanField(_("darf in die Verwaltung"), default=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    date_joined = models.DateTimeField(_("angelegt am"), default=timezone.now)
    # Asked by mail whether the account is still needed, after a long time without sign-in.
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A made-up person of the demo: may sign in only in development.
    is_example = models.BooleanField(default=False, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Diese E-Mail-Adresse hat schon ein Konto."),
            ),
            models.CheckConstraint(name="user_known_language", condition=models.Q(language__in=CODES)),
        )

    def __str__(self) -> str:
        return self.name or self.email


class RegionalRole(models.Model):
    """Somebody coordinates a region: that key and everything below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="regional_roles")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("Region"))
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Koordination einer Region")
        verbose_name_plural = _("Koordination von Regionen")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "region"), name="regionalrole_once", violation_error_message=_("Dieses Konto koordiniert die Region schon.")
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.region_id}"


class RoleChange(models.Model):
    """Who gave or took which role, and when. The accounts may go; the line stays without them."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="role_changes")
    given = models.BooleanField()
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("Änderung einer Rolle")
        verbose_name_plural = _("Änderungen von Rollen")

    def __str__(self) -> str:
        return f"{'+' if self.given else '-'} {self.role} {self.scope}"


class FormDraft(models.Model):
    """What somebody has typed into a long form and not yet saved. `base` is the version of the object it was begun from."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="form_drafts")
    form = models.CharField(max_length=80)
    base = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "form"), name="formdraft_once"),)

    def __str__(self) -> str:
        return self.form


class SavedFilter(models.Model):
    """A named query of one of the desk's lists, for its owner."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    page = models.CharField(max_length=40)
    name = models.CharField(_("Name"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "page", "name"),
                name="savedfilter_once",
                violation_error_message=_("Einen Filter mit diesem Namen haben Sie schon."),
            ),
        )

    def __str__(self) -> str:
        return self.name
