"""Each trust there is gets the matrix that was code until now, the NPSA's, as rows of its own."""

from typing import Any

from django.db import migrations
from django.utils import timezone

LIKELIHOODS = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
CONSEQUENCES = ("Negligible", "Minor", "Moderate", "Major", "Catastrophic")
BANDS = (
    ("Extreme", "red", 15, 25),
    ("High", "amber", 8, 14),
    ("Moderate", "grey", 4, 7),
    ("Low", "green", 1, 3),
)


def seed(apps: Any, schema_editor: Any) -> None:
    def make(model_name: str, /, **fields: Any) -> Any:
        row = apps.get_model("risks", model_name).objects.create(**fields)
        history = apps.get_model("risks", f"Historical{model_name}")
        history.objects.create(id=row.pk, history_date=moment, history_type="+", **fields)
        return row

    moment = timezone.now()
    for trust in apps.get_model("accounts", "Trust").objects.all():
        matrix = make("RiskMatrix", trust=trust, name="NPSA risk matrix", method="multiplied")
        for axis, labels in (("likelihood", LIKELIHOODS), ("consequence", CONSEQUENCES)):
            for value, label in enumerate(labels, start=1):
                make("RiskLevel", matrix=matrix, axis=axis, value=value, label=label, meaning="")
        for position, (label, tone, lowest, highest) in enumerate(BANDS):
            make(
                "RiskBand",
                matrix=matrix,
                label=label,
                tone=tone,
                lowest=lowest,
                highest=highest,
                position=position,
            )


class Migration(migrations.Migration):
    dependencies = [("risks", "0003_risk_matrix")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
