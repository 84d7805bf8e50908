"""What a worker does for papers."""

from django_tasks import task

from reports import files
from strategy_tracker.accounts.models import User


@task()
def make_pdf(
    *, period: int, layout: str, paper: int | None, key: str, audience: str, by: int | None
) -> None:
    """Make the PDF of a paper, or of a draft that nobody has begun; see `reports.files`.

    Made twice, it is the same: whoever was first has it kept. A paper that is gone is not made.
    """
    asked = files.asked_by(period=period, layout=layout, paper=paper, key=key, audience=audience)
    if asked is not None and files.find(asked) is None:
        files.make(asked, by=User.objects.filter(pk=by).first() if by else None)
