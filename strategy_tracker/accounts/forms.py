"""Forms by which governance says who may come in, as what, and who they are in the plan."""

from collections.abc import Iterable
from typing import Any

from allauth.account.fields import PasswordField, SetPasswordField
from allauth.account.forms import PasswordVerificationMixin
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from strategy_tracker.accounts.models import Membership, Person, Post, Role, Trust, User
from strategy_tracker.accounts.permissions import ROLE_HINTS
from strategy_tracker.accounts.services import HeldPost
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import ServiceErrors, date_field


def people_without_login(trust: Trust) -> QuerySet[Person]:
    """People of the plan who are not members: those to whom a login can be given."""
    unlinked = Q(user=None) | ~Q(user__memberships__trust=trust)
    return Person.objects.for_trust(trust).filter(unlinked, left_on=None)


def role_field(granted: Iterable[str]) -> Any:
    """A choice among the roles that the user may give."""
    refused = "Choose one of the roles listed. An administrator gives the others."
    return forms.ChoiceField(
        label="What they may do",
        choices=[(role, f"{Role(role).label}: {ROLE_HINTS[Role(role)]}") for role in granted],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose what they may do.", "invalid_choice": refused},
    )


def person_field(people: QuerySet[Person]) -> Any:
    """Who a member is in the plan; nobody unless chosen."""
    return forms.ModelChoiceField(
        label="Who they are in the plan",
        queryset=people,
        required=False,
        empty_label="Nobody whom the plan names",
        help_text="What that person leads is theirs to answer.",
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"invalid_choice": "Choose a person of this trust who has no login yet."},
    )


class MemberForm(ServiceErrors):
    """A new member: their name, the address they sign in with, their role, their place."""

    name = forms.CharField(
        label="Name",
        max_length=User._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={"required": "Give their name, as colleagues write it."},
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The invitation goes there, and they sign in with it.",
        widget=forms.EmailInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={
            "required": "Give their e-mail address.",
            "invalid": "Give an e-mail address such as name@trust.nhs.uk.",
        },
    )

    def __init__(self, *args: Any, trust: Trust, granted: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = role_field(granted)
        self.fields["person"] = person_field(people_without_login(trust))


class MembershipForm(VersionedForm, ServiceErrors):
    """A member's role, where the user may give and take it, and their place in the plan."""

    def __init__(self, data: Any = None, *, membership: Membership, granted: Iterable[str]) -> None:
        held = Person.objects.for_trust(membership.trust).filter(user=membership.user).first()
        super().__init__(data, initial={"role": membership.role, "person": held})
        if membership.role in granted:
            self.fields["role"] = role_field(granted)
        free = people_without_login(membership.trust)
        chosen = Person.objects.for_trust(membership.trust).filter(
            Q(pk__in=free.values("pk")) | Q(user=membership.user)
        )
        self.fields["person"] = person_field(chosen)


class SecondFactorForm(VersionedForm, forms.Form):
    """Whose members of a trust need a second factor."""

    least_role = forms.ChoiceField(
        label="Who needs a second factor",
        required=False,
        choices=[
            ("", "Nobody; whoever wants one sets it up"),
            (Role.ADMINISTRATOR, "Administrators"),
            (Role.GOVERNANCE, "Administrators and governance"),
            (Role.LEAD, "Administrators, governance and leads"),
            (Role.READER, "Everybody"),
        ],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
    )


def colleague_field(label: str, required: str = "", *, hint: str = "") -> Any:
    """The choice of one of `people_here`, whom the form sets; `required` is said where nobody is
    chosen, and without it nobody need be."""
    return forms.ModelChoiceField(
        label=label,
        queryset=Person.objects.none(),
        required=bool(required),
        empty_label="Choose a person",
        help_text=hint,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={
            "required": required,
            "invalid_choice": "Choose somebody of this trust who has not left.",
        },
    )


def people_here(person: Person) -> QuerySet[Person]:
    """Who else of the trust has not left."""
    here = Person.objects.for_trust(person.trust_id).filter(left_on=None)
    return here.exclude(pk=person.pk)


class StandInDaysForm(VersionedForm, ServiceErrors):
    """From which day until which somebody stands in."""

    starts_on = date_field("First day", error="Give the first day, such as 31 March 2025.")
    ends_on = date_field("Last day", error="Give the last day, such as 31 March 2025.")


class StandInForm(StandInDaysForm):
    """Who stands in for a person, from which day until which."""

    delegate = colleague_field(
        "Who stands in",
        "Choose who stands in.",
        hint="They need a login as a lead or in governance to answer.",
    )
    field_order = ["delegate", "starts_on", "ends_on"]

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, initial={"starts_on": timezone.localdate()})
        delegate: Any = self.fields["delegate"]
        delegate.queryset = people_here(person)


class PersonForm(VersionedForm, ServiceErrors):
    """What a person of the plan is called, and which job titles they hold or held, and when.

    A job title that is emptied goes; there is always one more to fill in.
    """

    name = forms.CharField(
        label="Name",
        max_length=Person._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={"required": "Give their name, as the plan is to call them."},
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        self.posts: list[Post | None] = [*(person.posts.all() if person.pk else ()), None]
        initial: dict[str, Any] = {"name": person.name}
        for number, post in enumerate(self.posts, start=1):
            if post is not None:
                initial |= {
                    f"title_{number}": post.job_title,
                    f"from_{number}": post.started_on,
                    f"until_{number}": post.ended_on,
                }
        super().__init__(data, initial=initial)
        for number, post in enumerate(self.posts, start=1):
            which = f"Job title {number}" if len(self.posts) > 1 else "Job title"
            self.fields[f"title_{number}"] = forms.CharField(
                label="Another job title" if post is None and number > 1 else which,
                max_length=Post._meta.get_field("job_title").max_length,
                required=False,
                widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
            )
            self.fields[f"from_{number}"] = date_field(f"{which}: held from", required=False)
            self.fields[f"until_{number}"] = date_field(f"{which}: held until", required=False)

    @property
    def post_fields(self) -> list[tuple[Any, Any, Any]]:
        """The three boxes of each job title."""
        return [
            (self[f"title_{number}"], self[f"from_{number}"], self[f"until_{number}"])
            for number in range(1, len(self.posts) + 1)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(1, len(self.posts) + 1):
            title = given.get(f"title_{number}")
            first, last = given.get(f"from_{number}"), given.get(f"until_{number}")
            if not title and (first or last) and self.posts[number - 1] is None:
                self.add_error(f"title_{number}", "Give the job title that these dates are of.")
            if title and first and last and last < first:
                self.add_error(f"until_{number}", "The last day must be on or after the first day.")
        return given

    @property
    def held(self) -> list[HeldPost]:
        """The job titles as they were typed."""
        given = self.cleaned_data
        return [
            HeldPost(title, given.get(f"from_{number}"), given.get(f"until_{number}"), post)
            for number, post in enumerate(self.posts, start=1)
            if (title := (given.get(f"title_{number}") or "").strip())
        ]


class FirstPasswordForm(PasswordVerificationMixin, forms.Form):
    """What somebody says of themselves who accepts an invitation and has no sign-in yet."""

    name = forms.CharField(
        label="Your name",
        max_length=User._meta.get_field("name").max_length,
        help_text="As your colleagues will see it.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "name"}),
        error_messages={"required": "Give your name, as your colleagues will see it."},
    )
    password1 = SetPasswordField(label="Your password")
    password2 = PasswordField(label="Your password again", autocomplete="new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].user = user  # type: ignore[attr-defined]
        self.fields["password1"].error_messages["required"] = "Choose a password."
        self.fields["password2"].error_messages["required"] = "Give the same password again."
