"""``make bench``: every measurement here, or those that are named: ``make bench ARGS=pages``.

``ARGS="--large pages"`` measures on the large community (some minutes to build).
"""

import importlib
import pkgutil
import sys

import bench
from bench.common import production_site


def main(arguments: list[str]) -> None:
    large = "--large" in arguments
    wanted = [each for each in arguments if not each.startswith("-")]
    names = [
        found.name
        for found in pkgutil.iter_modules(bench.__path__)
        if found.name not in {"__main__", "common"} and (not wanted or found.name in wanted)
    ]
    if not names:
        sys.exit(f"No measurement of that name: {' '.join(wanted)}")
    with production_site(large=large) as site:
        for name in names:
            importlib.import_module(f"bench.{name}").measure(site)


if __name__ == "__main__":
    main(sys.argv[1:])
