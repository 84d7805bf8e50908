"""People and their posts as sheets."""

from strategy_tracker.accounts.models import Person, Post, Trust, User
from strategy_tracker.accounts.sheets import SheetResource, called_by, shown


class PersonResource(SheetResource):
    trust = called_by("trust", Trust, "code")
    user = called_by("user", User, "email")
    keys = [("trust", "name")]
    related = ["trust", "user"]

    class Meta:
        model = Person
        fields = ("trust", "name", "user", "left_on")


class PostResource(SheetResource):
    trust = shown("trust", "person__trust__code")
    person = called_by("person", Person, "name", beside={"trust__code": "trust"})
    keys = [("trust", "person", "job_title", "started_on"), ("trust", "person", "job_title")]
    related = ["person__trust"]

    class Meta:
        model = Post
        fields = ("trust", "person", "job_title", "started_on", "ended_on")
