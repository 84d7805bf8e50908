"""Whoever finds a fault of security is told whom to write to, where the operator said so."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone
from pytest_django import Settings

ADDRESS = "/.well-known/security.txt"


def test_the_contact_is_said_and_for_how_long_that_holds(
    client: Client, settings: Settings
) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    response = client.get(ADDRESS)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    ends = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < ends - timezone.now() < timedelta(days=365)


def test_nobody_is_named_where_the_operator_named_nobody(
    client: Client, settings: Settings
) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get(ADDRESS).status_code == 404
