"""How production stores static files, and published papers."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured
from whitenoise.storage import CompressedManifestStaticFilesStorage

_OF_A_BUCKET = {"endpoint_url", "region_name", "addressing_style", "signature_version"}


def media_storage(url: str) -> dict[str, Any]:
    """The entry of STORAGES for MEDIA_STORAGE_URL; files under MEDIA_ROOT where there is none.

    Raises ImproperlyConfigured for what is no address of a bucket.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or options.keys() - _OF_A_BUCKET:
        raise ImproperlyConfigured(
            "MEDIA_STORAGE_URL is such as s3://bucket/folder?endpoint_url=https://s3.example, with "
            f"none but {', '.join(sorted(_OF_A_BUCKET))} after the question mark."
        )
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            # A published paper never changes, so nothing is written over.
            "file_overwrite": False,
            # As the bucket says, which is to nobody but the site.
            "default_acl": None,
            "signature_version": "s3v4",
            **options,
        },
    }


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names that carry the hash of their content, in what scripts import as well.

    Without that a module would import the plain name of another, which a browser keeps from
    one release to the next while the hashed ones change.
    """

    support_js_module_import_aggregation = True
