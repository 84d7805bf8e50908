"""Levels 2 and 3 of a plan: ambitions with their conditions, and key actions."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from objectives.models import Level, StrategicObjective, Strategy
from objectives.models.strategy import PlanRecord, ended_if_archived
from strategy_tracker.accounts.base import (
    History,
    Lead,
    TrustQuerySet,
    TrustRecord,
    identity_unique,
)


class Ambition(PlanRecord):
    """Level 2: an ambition, priority or theme. It may stand under no objective."""

    TRUST_PATH = "strategy__trust"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="ambitions")
    objective = models.ForeignKey(
        StrategicObjective,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ambitions",
    )
    reference = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True, help_text="The statement under the title.")
    success_statement = models.TextField(blank=True)
    success_note = models.TextField(blank=True)
    supporting_strategies = models.JSONField(
        default=list, blank=True, help_text="A list of the supporting strategies' names."
    )
    position = models.PositiveIntegerField(default=0)
    source = models.JSONField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["strategy_id", "position", "pk"]
        constraints = [
            identity_unique("ambition"),
            *ended_if_archived("ambition"),
            models.UniqueConstraint(
                fields=["strategy", "title"],
                name="ambition_title_unique_in_strategy",
                violation_error_message="The strategy already has one with this title.",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="ambition_title_not_blank"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def clean(self) -> None:
        super().clean()
        if self.objective is not None and self.objective.strategy_id != self.strategy_id:
            raise ValidationError({"objective": "This objective belongs to another strategy."})

    @property
    def level(self) -> str:
        return Level.AMBITION


class AmbitionLead(Lead):
    """Who leads an ambition."""

    TRUST_PATH = "ambition__strategy__trust"

    ambition = models.ForeignKey(Ambition, on_delete=models.CASCADE, related_name="lead_rows")
    history = History()

    class Meta(Lead.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["ambition", "person", "kind"],
                name="ambition_lead_unique",
                violation_error_message="This person already leads it in that way.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} leads {self.ambition}"


class Condition(TrustRecord):
    """A lettered condition that must hold for an ambition to be met."""

    TRUST_PATH = "ambition__strategy__trust"

    ambition = models.ForeignKey(Ambition, on_delete=models.CASCADE, related_name="conditions")
    letter = models.CharField(max_length=5, blank=True)
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)
    history = History()

    class Meta:
        ordering = ["ambition_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ambition", "position"],
                name="condition_position_unique_in_ambition",
                violation_error_message="Another condition already has this position.",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="condition_text_not_blank"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.text}".strip()


class ActionQuerySet(TrustQuerySet):
    def with_parents(self) -> "ActionQuerySet":
        return self.select_related("strategy", "objective", "ambition__objective")


class KeyAction(PlanRecord):
    """Level 3: what is to be done. Hangs from an ambition or straight from an objective."""

    TRUST_PATH = "strategy__trust"

    class Kind(models.TextChoices):
        KEY_ACTION = "key_action", "Key action"
        MUST_DO = "must_do", "Must do"
        SHOULD_DO = "should_do", "Should do"
        EXIT_CRITERION = "exit_criterion", "Exit criterion"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="actions")
    objective = models.ForeignKey(
        StrategicObjective, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    ambition = models.ForeignKey(
        Ambition, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.KEY_ACTION)
    reference = models.CharField(max_length=30, blank=True)
    area = models.CharField(
        max_length=200, blank=True, help_text="Group of actions within the objective, if any."
    )
    theme = models.CharField(max_length=200, blank=True)
    title = models.TextField(max_length=4000)
    regulation_refs = models.JSONField(default=list, blank=True, help_text="A list of texts.")
    target_date = models.DateField(null=True, blank=True)
    target_text = models.CharField(
        max_length=200, blank=True, help_text="The target date as the trust gave it."
    )
    position = models.PositiveIntegerField(default=0)
    source = models.JSONField(null=True, blank=True)
    history = History()

    objects: ClassVar = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["strategy_id", "position", "pk"]
        constraints = [
            identity_unique("action"),
            *ended_if_archived("action"),
            models.CheckConstraint(
                condition=models.Q(objective=None, ambition__isnull=False)
                | models.Q(objective__isnull=False, ambition=None),
                name="action_has_one_parent",
                violation_error_message="Choose either the objective or the ambition it is under.",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="action_title_not_blank"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["key_action", "must_do", "should_do", "exit_criterion"]
                ),
                name="action_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def clean(self) -> None:
        super().clean()
        for name in ("objective", "ambition"):
            parent = getattr(self, name)
            if parent is not None and parent.strategy_id != self.strategy_id:
                raise ValidationError({name: "This belongs to another strategy."})

    @property
    def level(self) -> str:
        return Level.ACTION

    @property
    def top_objective(self) -> StrategicObjective | None:
        """The objective it serves, directly or through its ambition."""
        return self.ambition.objective if self.ambition else self.objective


class ActionLead(Lead):
    """Who leads an action."""

    TRUST_PATH = "action__strategy__trust"

    action = models.ForeignKey(KeyAction, on_delete=models.CASCADE, related_name="lead_rows")
    history = History()

    class Meta(Lead.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["action", "person", "kind"],
                name="action_lead_unique",
                violation_error_message="This person already leads it in that way.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} leads {self.action}"


# Whatever an update may be about.
Item = StrategicObjective | Ambition | KeyAction
