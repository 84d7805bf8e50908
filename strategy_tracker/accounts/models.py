"""Who there is: trusts, users, their roles, and the people a plan names."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils import timezone

from strategy_tracker.accounts.base import History, TrustQuerySet, TrustRecord
from strategy_tracker.accounts.permissions import Permission, role_has, roles_with
from strategy_tracker.accounts.permissions import Role as Role
from strategy_tracker.ui.dates import long_date

TRUST_CODE = RegexValidator(
    r"^[A-Z0-9][A-Z0-9_-]*\Z",
    "A trust code has capital letters, digits, hyphens and underscores only, such as RIVERMEAD.",
)
COLOUR = RegexValidator(r"^[0-9A-Fa-f]{6}\Z", "Give the colour as six digits, such as 005EB8.")


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address, which is their login."""

    use_in_migrations = True

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def with_email(self, email: str) -> "User | None":
        """Who signs in with that address, in whatever capitals.

        Compared here and not by the database, which may take "ı" for "i": a letter for one
        address would go to another.
        """
        wanted = email.strip().lower()
        for user in self.filter(email__iexact=wanted):
            if user.email.lower() == wanted:
                return user
        return None

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who can sign in. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may do is in their memberships."""

    email = models.EmailField(
        "e-mail address",
        max_length=254,
        unique=True,
        error_messages={"unique": "Somebody already signs in with this e-mail address."},
    )
    name = models.CharField(max_length=150)
    is_staff = models.BooleanField("may use the admin", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    history = History(excluded_fields=["password", "last_login"])

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Somebody already signs in with this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def has_confirmed_email(self) -> bool:
        """Whether whoever reads the mail of the address has taken hold of this sign-in.

        Only `services.confirm_address` and a confirmed change of address say so (ADR 0027).
        """
        addresses: Any = self.emailaddress_set  # type: ignore[attr-defined]
        found: bool = addresses.filter(email=self.email.lower(), verified=True).exists()
        return found

    @property
    def needs_password(self) -> bool:
        """Whether they have never been in, and have no password to come in with."""
        return self.is_active and self.last_login is None and not self.has_usable_password()

    def may_join(self, trust: "Trust | int") -> bool:
        """Whether a role at `trust` may attach to this user.

        Whoever brought in an address that is not confirmed may have chosen its password, so it
        never reaches beyond the trust that it is or was a member of.
        """
        return not self.was_beyond(trust) or self.has_confirmed_email

    def was_beyond(self, trust: "Trust | int") -> bool:
        """Whether they are or ever were a member of another trust, deleted memberships too."""
        kept: Any = Membership.history
        rows: list[Any] = [self.memberships, kept.filter(user=self.pk)]
        return any(found.exclude(trust=trust).exists() for found in rows)

    def clean(self) -> None:
        super().clean()
        if not self._state.adding and not self.is_active:
            self.check_delete()

    def check_delete(self) -> None:
        """Raise ValidationError where a trust would be left without an administrator."""
        check_administrators_remain(Membership.objects.lasting_administrators().filter(user=self))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Trust(models.Model):
    """An organisation that owns plans; the wall between tenants."""

    TRUST_PATH: ClassVar[str] = "pk"

    code = models.CharField(
        max_length=20,
        unique=True,
        validators=[TRUST_CODE],
        error_messages={"unique": "Another trust already has this code."},
    )
    name = models.CharField(max_length=200)
    colour = models.CharField(max_length=6, default="005EB8", validators=[COLOUR])
    two_factor_from = models.CharField(
        "who needs a second factor", max_length=20, choices=Role, blank=True, default=""
    )
    """The least role that needs a second factor to sign in, with all above it; "" for none."""
    history = History()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(two_factor_from__in=["", *Role.values]),
                name="trust_two_factor_from_known",
            ),
            models.CheckConstraint(condition=~models.Q(code=""), name="trust_code_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner_trust_id(self) -> int | None:
        return self.pk

    def roles_with_two_factor(self) -> list[Role]:
        """The roles whose members need a second factor here."""
        roles = list(Role)
        return roles[roles.index(Role(self.two_factor_from)) :] if self.two_factor_from else []


class MembershipQuerySet(TrustQuerySet):
    def with_permission(self, permission: Permission) -> Self:
        """Memberships in a role that has `permission`."""
        return self.filter(role__in=roles_with(permission))

    def lasting_administrators(self) -> Self:
        """Those who administer a trust today and have no day on which that ends."""
        return self.current().with_permission(Permission.ADMINISTER).filter(ended_on=None)

    def current(self) -> Self:
        """Memberships that count today: not ended, of a user who may sign in."""
        today = timezone.localdate()
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=today)).filter(
            user__is_active=True
        )


def check_administrators_remain(leaving: MembershipQuerySet) -> None:
    """Raise ValidationError where a trust has no administrator but those of `leaving`.

    Whatever takes the last one's role away asks this: a role, an end on any day, a closed or
    deleted sign-in.
    """
    going = list(leaving.select_related("user", "trust"))
    if going and connection.in_atomic_block:
        # No constraint sees that two, each the other's only other one, leave at once.
        keys = sorted(membership.trust_id for membership in going)
        list(Trust.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for membership in going:
        others = Membership.objects.for_trust(membership.trust).lasting_administrators()
        if not others.exclude(pk=membership.pk).exists():
            raise ValidationError(
                f"{membership.user} is the only administrator of {membership.trust}. "
                "Make somebody else an administrator first."
            )


class Membership(TrustRecord):
    """One user's role in one trust. Ending it keeps the record of who they were."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    ended_on = models.DateField(null=True, blank=True)
    history = History()

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["trust", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "trust"],
                name="membership_unique",
                violation_error_message="This user already has a role at the trust.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} at {self.trust}"

    def clean(self) -> None:
        super().clean()
        if not self._state.adding:
            held = Membership.objects.lasting_administrators().filter(pk=self.pk)
            if self.ended_on is not None or not self.may(Permission.ADMINISTER):
                check_administrators_remain(held)
            return
        if not (self.user_id and self.trust_id):
            return
        if not self.user.may_join(self.trust_id):
            raise ValidationError(
                {
                    "user": "This user has not confirmed their e-mail address. "
                    "Invite the address under People instead."
                }
            )

    def check_delete(self) -> None:
        """Raise ValidationError where the trust would be left without an administrator."""
        check_administrators_remain(Membership.objects.lasting_administrators().filter(pk=self.pk))

    @property
    def is_current(self) -> bool:
        """Whether it counts today, as `MembershipQuerySet.current()` says. Reads the user."""
        is_over = self.ended_on is not None and self.ended_on <= timezone.localdate()
        return self.user.is_active and not is_over

    def may(self, permission: Permission) -> bool:
        """Whether the member's role has `permission`."""
        return role_has(self.role, permission)


class PersonQuerySet(TrustQuerySet):
    def with_posts(self) -> Self:
        return self.prefetch_related("posts")

    def called(self, name: str, trust: Trust | int) -> "Person | None":
        """The person of that name at `trust`, or else the only one who had it before."""
        own: Any = self.for_trust(trust)
        person: Person | None = own.filter(name__iexact=name).first()
        if person is None:
            former = own.filter(former_names__name__iexact=name).distinct()[:2]
            person = former[0] if len(former) == 1 else None
        return person


class Person(TrustRecord):
    """Somebody a plan names, with or without a login.

    A lead that a trust knows by post alone ("COO") is a person whose name is that post.
    """

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=200)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    left_on = models.DateField(null=True, blank=True)
    history = History()

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                "trust",
                Lower("name"),
                name="person_name_unique_in_trust",
                violation_error_message="The trust already has a person of this name.",
            ),
            models.UniqueConstraint(
                fields=["trust", "user"],
                condition=models.Q(user__isnull=False),
                name="person_user_once_in_trust",
                violation_error_message="Another person of the trust already has this sign-in.",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="person_name_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.user_id and self.trust_id:
            member = Membership.objects.filter(user_id=self.user_id, trust_id=self.trust_id)
            if not member.exists():
                raise ValidationError({"user": "This user is not a member of the trust."})

    def job_title(self, on: Any = None) -> str:
        """The job title held on the date `on` (today by default); '' when none is known.

        Reads the prefetched posts, so a list of people costs no query each.
        """
        on = on or timezone.localdate()
        posts = sorted(self.posts.all(), key=lambda post: (str(post.started_on or ""), post.pk))
        held = [post for post in posts if post.held_on(on)]
        return (held or posts)[-1].job_title if posts else ""


class FormerName(TrustRecord):
    """A name that a person had before, by which older workbooks and papers still call them."""

    TRUST_PATH = "person__trust"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    history = History()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                Lower("name"),
                name="former_name_once",
                violation_error_message="The person has this former name already.",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="former_name_not_blank"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, now {self.person}"


class Post(TrustRecord):
    """A job title that a person held, and when; open dates mean not known or still."""

    TRUST_PATH = "person__trust"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    job_title = models.CharField(max_length=200)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["person", "started_on", "pk"]
        constraints = [
            # Two constraints, because no date is never equal to no date in a database.
            models.UniqueConstraint(
                fields=["person", "job_title", "started_on"],
                condition=models.Q(started_on__isnull=False),
                name="post_unique",
                violation_error_message="The person already has this post from that date.",
            ),
            models.UniqueConstraint(
                fields=["person", "job_title"],
                condition=models.Q(started_on=None),
                name="post_unique_undated",
                violation_error_message="The person already has this post without a start date.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None)
                | models.Q(started_on=None)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="post_ends_after_start",
                violation_error_message="The post must end on or after the day it started.",
            ),
            models.CheckConstraint(
                condition=~models.Q(job_title=""), name="post_job_title_not_blank"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.job_title}"

    def held_on(self, day: Any) -> bool:
        return (self.started_on is None or self.started_on <= day) and (
            self.ended_on is None or day <= self.ended_on
        )


class DelegationQuerySet(TrustQuerySet):
    def on(self, day: date) -> Self:
        """Those that count on the day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def not_over(self) -> Self:
        """Those that count today or will."""
        return self.filter(ends_on__gte=timezone.localdate())


class Delegation(TrustRecord):
    """That one person stands in for another from one day until another, both included.

    The stand-in may do what the person answers for; the person stays the lead, and may too.
    """

    TRUST_PATH = "person__trust"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations")
    delegate = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="stands_in", verbose_name="stand-in"
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    history = History()

    objects: ClassVar = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="delegation_ends_after_start",
                violation_error_message="The last day must be on or after the first day.",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("delegate")),
                name="delegation_to_another",
                violation_error_message="Nobody stands in for themselves: choose somebody else.",
            ),
            models.UniqueConstraint(
                fields=["person", "delegate", "starts_on"],
                name="delegation_unique",
                violation_error_message="They stand in from that day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} for {self.person}"

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["delegate"])
        if not (self.person_id and self.delegate_id and self.starts_on and self.ends_on):
            return
        others = Delegation.objects.filter(
            person=self.person_id,
            delegate=self.delegate_id,
            starts_on__lte=self.ends_on,
            ends_on__gte=self.starts_on,
        )
        if other := others.exclude(pk=self.pk).first():
            raise ValidationError(
                f"{self.delegate} stands in for {self.person} from {long_date(other.starts_on)} "
                f"to {long_date(other.ends_on)} already. Remove that first, or give other dates."
            )


class HandOver(TrustRecord):
    """That all which a person leads passes to another on a day to come.

    The row goes once that is done; its history and that of the leads stay.
    """

    TRUST_PATH = "person__trust"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="hand_overs")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="takes_over")
    on = models.DateField("hand over on")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    history = History()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="hand_over_once",
                violation_error_message="What this person leads is to be handed over already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("to")),
                name="hand_over_to_another",
                violation_error_message="Choose somebody else to hand over to.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} to {self.to}"

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["to"])


class InvitationQuerySet(TrustQuerySet):
    def open(self) -> Self:
        """Those that nobody has answered or withdrawn; they may have run out."""
        return self.filter(state=Invitation.State.OPEN)

    def valid(self) -> Self:
        """Those that can be accepted today."""
        return self.open().filter(expires_on__gte=timezone.localdate())


class Invitation(TrustRecord):
    """A role that a trust offers to whoever reads the mail of an address.

    It says nothing of whether anybody signs in with that address already, and names nobody.
    """

    class State(models.TextChoices):
        OPEN = "open", "Invited"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address", max_length=254)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, choices=Role)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    expires_on = models.DateField("can be accepted until")
    history = History()

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "trust",
                Lower("email"),
                condition=models.Q(state="open"),
                name="invitation_open_once",
                violation_error_message="The trust has invited this address already.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state="open", person__isnull=False),
                name="invitation_person_open_once",
                violation_error_message="This person of the plan has been invited already.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "accepted", "declined", "withdrawn"]),
                name="invitation_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()} at {self.trust}"

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["person"])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def has_expired(self) -> bool:
        return self.is_open and self.expires_on < timezone.localdate()

    @property
    def is_valid(self) -> bool:
        """Whether it can be accepted today."""
        return self.is_open and not self.has_expired


class AuditEvent(TrustRecord):
    """Something that somebody did which leaves no row: signing in, or taking a file away.

    What is written to rows is in their history. One event is a row for each trust of which
    the account was a member then. It is written once, and never changed or deleted.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        SIGNED_OUT = "signed_out", "Signed out"
        SIGN_IN_FAILED = "sign_in_failed", "Wrong password"
        SECOND_FACTOR_FAILED = "second_factor_failed", "Wrong code of the second factor"
        SECOND_FACTOR_ADDED = "second_factor_added", "Set up a second factor"
        SECOND_FACTOR_REMOVED = "second_factor_removed", "Removed a second factor"
        PASSWORD_CHANGED = "password_changed", "Changed the password"
        PASSWORD_RESET = "password_reset", "Reset the password by e-mail"
        DOWNLOADED = "downloaded", "Downloaded"

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind)
    done_at = models.DateTimeField(default=timezone.now, db_index=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Who did it; None for who gave a wrong password, who may be anybody."""
    account = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Whose sign-in it is about."""
    about = models.CharField(max_length=300, blank=True)
    """The name of the file that was downloaded."""

    class Meta:
        ordering = ["-done_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "signed_in", "signed_out", "sign_in_failed", "second_factor_failed",
                        "second_factor_added", "second_factor_removed", "password_changed",
                        "password_reset", "downloaded",
                    ]
                ),
                name="audit_event_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="downloaded", about=""),
                name="audit_event_says_which_file",
                violation_error_message="Say which file was downloaded.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about or self.account or ''}".strip()

    def clean(self) -> None:
        super().clean()
        if self._state.adding:
            return
        values = {field.attname: getattr(self, field.attname) for field in self._meta.fields}
        if not AuditEvent.objects.filter(**values).exists():
            raise ValidationError("The history of a trust is never changed.")

    def check_delete(self) -> None:
        raise ValidationError("The history of a trust is never deleted.")
