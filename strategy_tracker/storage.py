"""How production stores static files."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names that carry the hash of their content, in what scripts import as well.

    Without that a module would import the plain name of another, which a browser keeps from
    one release to the next while the hashed ones change.
    """

    support_js_module_import_aggregation = True
