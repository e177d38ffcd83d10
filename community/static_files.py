"""Static files in production: each under a name made of its content, kept by browsers for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


def _says_where_a_map_is(rule: str | tuple[str, str]) -> bool:
    return "sourceMappingURL" in (rule if isinstance(rule, str) else rule[0])


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, told two things more.

    Our own JavaScript is ES modules that import one another: their imports are rewritten to
    the hashed names too, or a browser would mix yesterday's parts with today's. And the names
    of source maps are left as they stand: packages mention maps that they do not ship, and a
    missing map must not stop a release.
    """

    _of_modules = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]
    patterns = (
        *(
            (files, tuple(rule for rule in rules if not _says_where_a_map_is(rule)))
            for files, rules in CompressedManifestStaticFilesStorage.patterns
        ),
        ("js/*.js", _of_modules),
    )
