"""What the directory's tests share."""

from __future__ import annotations

import pytest

from directory import index


@pytest.fixture(autouse=True)
def _fresh_index():
    """Each test compiles its own index: no test can lean on another's."""
    index.forget()
    yield
    index.forget()
