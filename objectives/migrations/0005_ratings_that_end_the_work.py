"""Which of the ratings that are there end the work: until now, every blue one did.

A blue rating ends it where its scale says how far the work is, or where its own words say so.
On a scale of assurance ("Substantial") no colour does: it says how sure somebody is. What the
history holds of a rating is told by the same rule from its own words.
"""

import re

from django.db import migrations

_OVER = {
    "blue", "complete", "completed", "embedded", "achieved", "delivered", "closed", "done",
    "finished",
}
_NOT_OVER = {
    "not", "no", "part", "partly", "partial", "partially", "nearly", "almost", "mostly", "to",
    "be", "will", "may", "incomplete", "unlikely", "likely", "risk", "yet",
}
_HOW_FAR = ("delivery", "overall", "progress")
_HOW_SURE = ("assurance", "confidence")


def says_so(text):
    words = set(re.findall(r"[a-z]+", text.lower()))
    return bool(words & _OVER) and not words & _NOT_OVER


def ends_work(rating, *, says_how_far, says_how_sure):
    """Whether a row of Rating or of its history ends the work."""
    if rating.tone in ("red", "amber"):
        return False
    if says_so(rating.label) or says_so(rating.code):
        return True
    is_blue = rating.tone == "blue" and not says_how_sure
    return is_blue and (says_how_far or says_so(rating.meaning))


def mark_ratings(apps, schema_editor):
    Rating = apps.get_model("objectives", "Rating")
    Dimension = apps.get_model("objectives", "Dimension")
    HistoricalRating = apps.get_model("objectives", "HistoricalRating")
    how_far = set(
        Dimension.objects.filter(purpose__in=_HOW_FAR).values_list("scale_id", flat=True)
    )
    ratings = list(Rating.objects.select_related("scale"))
    how_sure = {
        rating.scale_id
        for rating in ratings
        if any(word in f"{rating.scale.name} {rating.label}".lower() for word in _HOW_SURE)
    }
    for model, rows in ((Rating, ratings), (HistoricalRating, HistoricalRating.objects.all())):
        ending = [
            row.pk
            for row in rows
            if ends_work(
                row,
                says_how_far=row.scale_id in how_far,
                says_how_sure=row.scale_id in how_sure,
            )
        ]
        model.objects.filter(pk__in=ending).update(ends_work=True)


class Migration(migrations.Migration):

    dependencies = [
        ("objectives", "0004_rating_ends_work"),
    ]

    operations = [
        migrations.RunPython(mark_ratings, migrations.RunPython.noop),
    ]
