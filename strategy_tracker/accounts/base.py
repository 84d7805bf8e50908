"""What every tenant's record shares: a trust it belongs to, and a way to query by it."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords


class History(HistoricalRecords):
    """A model's history, found fast by the reason for which a row was written.

    An undo asks every history table for what one import wrote. Without this index it reads
    the history of all trusts, and grows slower with each.
    """

    def post_save(
        self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any
    ) -> None:
        """A row of history for what was saved, unless history leaves out all that was written.

        That somebody signed in is no change of their account.
        """
        written = kwargs.get("update_fields")
        if written and set(written) <= set(self.excluded_fields):
            return
        super().post_save(instance, created, using=using, **kwargs)

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        given = models.Index(
            fields=["history_change_reason"],
            condition=models.Q(history_change_reason__isnull=False),
            # Sqlite and PostgreSQL both take 30 characters; labels of apps keep names apart.
            name=f"{model._meta.app_label[:4]}_{model._meta.model_name}"[:23] + "_reason",
        )
        return {**super().get_meta_options(model), "indexes": [given]}


class TrustQuerySet(models.QuerySet):
    """A queryset that knows the way from its model to the trust that owns the row."""

    def for_trust(self, trust: models.Model | int) -> Self:
        """Only rows of `trust` (or of its id). Every query that serves a person starts here."""
        # The type of the model is not known here; each is a TrustRecord.
        path: str = self.model.TRUST_PATH  # type: ignore[attr-defined]
        return self.filter(**{path: trust})


class TrustRecord(models.Model):
    """Abstract: a row that belongs, directly or through its parents, to one trust.

    `TRUST_PATH` is the lookup from this model to its trust, such as "strategy__trust".
    """

    TRUST_PATH: ClassVar[str] = "trust"

    objects = TrustQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def owner_trust_id(self) -> int | None:
        """The id of the trust that owns this row; None while its parent is unset."""
        value: Any = self
        for name in self.TRUST_PATH.split("__")[:-1]:
            value = getattr(value, name, None)
            if value is None:
                return None
        return getattr(value, self.TRUST_PATH.rsplit("__", 1)[-1] + "_id", None)

    def check_same_trust(self, names: Iterable[str]) -> None:
        """Raise ValidationError when a foreign key in `names` leads to another trust.

        A many-to-one across trusts would let one trust's page show another's words.
        """
        own = self.owner_trust_id
        for name in names:
            other = getattr(self, name, None)
            if other is None:
                continue
            theirs = other.owner_trust_id
            if own is not None and theirs is not None and theirs != own:
                label = self._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                raise ValidationError({name: f"This {label} belongs to another trust."})


class IdentifiedRecord(TrustRecord):
    """Abstract: a record with an identity that papers name it by, in this database or another.

    Each model says in its constraints that it is unique: `identity_unique`.
    """

    uuid = models.UUIDField("identity", default=uuid4, editable=False)

    class Meta:
        abstract = True


def identity_unique(name: str) -> models.UniqueConstraint:
    """That no two rows of a model of `IdentifiedRecord` have one identity."""
    return models.UniqueConstraint(
        fields=["uuid"],
        name=f"{name}_uuid_unique",
        violation_error_message="Another record has this identity.",
    )


class Lead(TrustRecord):
    """Abstract: a person named as lead of an item, in the order the trust names them."""

    class Kind(models.TextChoices):
        LEAD = "lead", "Lead"
        EXECUTIVE = "executive", "Executive lead"
        SENIOR_RESPONSIBLE = "sro", "Senior responsible officer"
        PROGRAMME_MANAGER = "programme_manager", "Programme manager"

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.LEAD)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["person"])
