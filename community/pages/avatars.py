"""Generated faces for people without photographs: the same seed always gives the same one.

A face is a shape on a coloured ground, drawn with SVG presentation attributes only (the
content security policy blocks ``style``). It is decoration: it says nothing that the name
beside it does not say, so it is hidden from screen readers, and shape and pattern differ as
well as colour.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

# Ground, shape, detail. Chosen to sit well on paper and on the dark scheme.
PALETTE = (
    ("#cfe6e1", "#0f5c5a", "#fdf9f1"),
    ("#f6dcc4", "#9c4a1c", "#fff8ee"),
    ("#e2dcf2", "#54418f", "#faf7ff"),
    ("#dbe8c9", "#46682a", "#fbfdf5"),
    ("#f7d9dd", "#95354e", "#fff6f7"),
    ("#d3e3f4", "#245a8d", "#f6faff"),
    ("#f8e6b4", "#80600b", "#fffcf0"),
    ("#dfe3e0", "#46544f", "#fafbfa"),
)


def _leaf(shape: str, detail: str, turn: int) -> str:
    return (
        f'<g transform="rotate({turn * 45} 24 24)">'
        f'<path d="M24 7c11 7 12 24 0 34C12 31 13 14 24 7Z" fill="{shape}"/>'
        f'<path d="M24 13v27M24 22l6-4M24 22l-6-4M24 30l6-4M24 30l-6-4" fill="none" '
        f'stroke="{detail}" stroke-width="1.8" stroke-linecap="round"/></g>'
    )


def _cup(shape: str, detail: str, turn: int) -> str:
    steam = "M20 15c-2-3 2-4 0-7M28 15c-2-3 2-4 0-7" if turn % 2 else "M24 15c-2.5-3 2.5-4.5 0-8"
    return (
        f'<path d="M11 19h22v9a9 9 0 0 1-9 9h-4a9 9 0 0 1-9-9Z" fill="{shape}"/>'
        f'<path d="M33 22h2.5a4 4 0 0 1 0 9H32" fill="none" stroke="{shape}" stroke-width="3"/>'
        f'<path d="{steam}" fill="none" stroke="{shape}" stroke-width="2.2" '
        f'stroke-linecap="round"/><path d="M16 {24 + turn % 3 * 2}h12" stroke="{detail}" '
        f'stroke-width="2.5" stroke-linecap="round"/>'
    )


def _bird(shape: str, detail: str, turn: int) -> str:
    flip = ' transform="matrix(-1 0 0 1 48 0)"' if turn % 2 else ""
    return (
        f'<g{flip}><path d="M8 30c8 1 10-4 12-9 2-5 6-8 11-7 3 .6 5 3 5 6l5 2-5 2c-1 8-7 13-15 13'
        f'-6 0-11-3-13-7Z" fill="{shape}"/><circle cx="31" cy="19.5" r="1.7" fill="{detail}"/>'
        f'<path d="M17 29c4 1 8-1 9-5" fill="none" stroke="{detail}" stroke-width="2" '
        f'stroke-linecap="round"/></g>'
    )


def _flower(shape: str, detail: str, turn: int) -> str:
    petals = 5 + turn % 3
    drawn = "".join(
        f'<ellipse cx="24" cy="14" rx="5.5" ry="8" fill="{shape}" '
        f'transform="rotate({360 * i / petals + turn * 9:.0f} 24 24)"/>'
        for i in range(petals)
    )
    return f'{drawn}<circle cx="24" cy="24" r="5" fill="{detail}"/>'


def _sun(shape: str, detail: str, turn: int) -> str:
    rays = "".join(
        f'<path d="M24 7v5" stroke="{shape}" stroke-width="3" stroke-linecap="round" '
        f'transform="rotate({i * 45 + turn * 5} 24 24)"/>'
        for i in range(8)
    )
    return (
        f'{rays}<circle cx="24" cy="24" r="9" fill="{shape}"/>'
        f'<path d="M20 25.5c2 2.5 6 2.5 8 0" fill="none" stroke="{detail}" stroke-width="2" '
        f'stroke-linecap="round"/>'
    )


def _hills(shape: str, detail: str, turn: int) -> str:
    sun = 13 + turn % 4 * 7
    return (
        f'<circle cx="{sun}" cy="16" r="5" fill="{shape}" opacity=".55"/>'
        f'<path d="M0 33c8-11 17-11 24-2 7-8 16-8 24 0v17H0Z" fill="{shape}"/>'
        f'<path d="M4 40c8-6 15-6 21 0" fill="none" stroke="{detail}" stroke-width="2" '
        f'stroke-linecap="round"/>'
    )


def _wool(shape: str, detail: str, turn: int) -> str:
    return (
        f'<g transform="rotate({turn * 40} 24 24)"><circle cx="24" cy="24" r="13" fill="{shape}"/>'
        f'<path d="M14 19c6-4 14-3 19 3M12 25c7-4 16-3 22 3M16 32c5-3 10-2 15 1" fill="none" '
        f'stroke="{detail}" stroke-width="1.8" stroke-linecap="round"/></g>'
        f'<path d="M35 31c3 3 1 7 6 8" fill="none" stroke="{shape}" stroke-width="2.2" '
        f'stroke-linecap="round"/>'
    )


def _boat(shape: str, detail: str, turn: int) -> str:
    flip = ' transform="matrix(-1 0 0 1 48 0)"' if turn % 2 else ""
    return (
        f'<g{flip}><path d="M9 31h30c-2 6-6 9-11 9h-8c-5 0-9-3-11-9Z" fill="{shape}"/>'
        f'<path d="M23 8v20H11C13 20 17 13 23 8Z" fill="{shape}"/>'
        f'<path d="M26 14c5 3 8 8 9 14h-9Z" fill="{shape}" opacity=".6"/></g>'
        f'<path d="M15 35h{8 + turn % 3 * 4}" stroke="{detail}" stroke-width="2" '
        f'stroke-linecap="round"/>'
    )


SHAPES = (_leaf, _cup, _bird, _flower, _sun, _hills, _wool, _boat)


@lru_cache(maxsize=4096)
def avatar_svg(seed: str, size: int = 40) -> SafeString:
    """An SVG face for ``seed``, ``size`` pixels wide. Safe HTML, hidden from screen readers.

    Only the digest of the seed is used: nothing of the seed itself is written out.
    """
    digest = hashlib.sha256(f"face:{seed}".encode()).digest()
    ground, shape, detail = PALETTE[digest[0] % len(PALETTE)]
    inside = SHAPES[digest[1] % len(SHAPES)](shape, detail, digest[2] % 8)
    return mark_safe(  # noqa: S308 - built here from constants and numbers only
        f'<svg class="cg-avatar" width="{int(size)}" height="{int(size)}" viewBox="0 0 48 48" '
        f'aria-hidden="true" focusable="false"><rect width="48" height="48" fill="{ground}"/>'
        f"{inside}</svg>"
    )
