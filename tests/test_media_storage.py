"""Published papers in a bucket, over HTTP as S3 speaks it."""

import os
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.test import Client
from moto.server import ThreadedMotoServer

from reports.models import PaperFile
from reports.services import draft_paper, keep_file, publish_paper
from strategy_tracker.accounts.models import Role
from strategy_tracker.storage import media_storage
from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Any]:
    """A bucket on a server of its own, which the default storage is in."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    for name in ("AWS_CA_BUNDLE", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    # The server is on this machine, whatever proxy the machine has.
    monkeypatch.setenv("NO_PROXY", "127.0.0.1," + os.environ.get("NO_PROXY", ""))
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    address = f"http://127.0.0.1:{port}"
    # All such servers of one process keep their buckets together.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(f"{address}/moto-api/reset", data=b"").close()
    client = boto3.client("s3", endpoint_url=address, region_name="eu-west-2")
    client.create_bucket(
        Bucket="papers", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    url = f"s3://papers/tracker?endpoint_url={address}&region_name=eu-west-2&addressing_style=path"
    settings.STORAGES = {**django_settings.STORAGES, "default": media_storage(url)}
    yield client
    server.stop()


def test_a_paper_is_published_into_the_bucket_and_read_back(client: Client, bucket: Any) -> None:
    plan = Plan()
    officer = factories.member(plan.trust, Role.GOVERNANCE).user
    paper = draft_paper(period=plan.period, layout="progress-table", by=officer)
    paper = publish_paper(paper=paper, by=officer)
    client.force_login(officer)
    address = f"/t/{plan.trust.code}/papers/{plan.period.pk}/progress-table/pdf/"
    first = client.get(address)
    data = b"".join(first.streaming_content)  # type: ignore[attr-defined]
    assert data.startswith(b"%PDF-")
    row = PaperFile.objects.get(paper=paper)
    stored = bucket.get_object(Bucket="papers", Key=f"tracker/{row.name}")["Body"].read()
    assert stored == data
    # From the bucket, and not laid out again.
    again = client.get(address)
    assert b"".join(again.streaming_content) == data  # type: ignore[attr-defined]
    listed = bucket.list_objects_v2(Bucket="papers")["Contents"]
    assert [entry["Key"] for entry in listed] == [f"tracker/{row.name}"]


def test_what_a_killed_process_left_in_the_bucket_is_written_again(bucket: Any) -> None:
    plan = Plan()
    officer = factories.member(plan.trust, Role.GOVERNANCE).user
    paper = draft_paper(period=plan.period, layout="progress-table", by=officer)
    paper = publish_paper(paper=paper, by=officer)
    row = keep_file(paper=paper, format="pdf", data=b"%PDF- whole", by=officer)
    name = row.name
    default_storage.delete(name)
    bucket.put_object(Bucket="papers", Key=f"tracker/{name}", Body=b"%PDF- ha")
    PaperFile.objects.filter(pk=row.pk)._raw_delete("default")
    again = keep_file(paper=paper, format="pdf", data=b"%PDF- whole", by=officer)
    with default_storage.open(again.name) as file:
        assert file.read() == b"%PDF- whole"


def test_the_bucket_is_probed(client: Client, bucket: Any) -> None:
    response = client.get("/health/ready/")
    assert response.status_code == 200, response.json()
    bucket.delete_bucket(Bucket="papers")
    assert client.get("/health/live/").status_code == 200


@pytest.mark.parametrize(
    "url", ["https://bucket", "s3://", "s3://bucket?acl=public-read", "s3://b?endpoint=x"]
)
def test_an_address_that_is_none_is_told_at_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE_URL"):
        media_storage(url)
    assert media_storage("")["BACKEND"].endswith("FileSystemStorage")
