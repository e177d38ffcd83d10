"""The narrow list of slurs that are refused whoever says them. Read this only if you must.

Kept short on purpose: a word is here only when, in Britain today, calling somebody by it is
never kind and it has no ordinary meaning of its own. Words that people commonly reclaim
("queer", "mad", "crip") and words with an everyday sense are not here. Each entry is a word
and what it demeans; ``conduct.py`` decides between using a word and speaking about it.
"""

from __future__ import annotations

from typing import Final

SLURS: Final[dict[str, str]] = {
    "nigger": "race",
    "niggers": "race",
    "paki": "race",
    "pakis": "race",
    "chink": "race",
    "chinks": "race",
    "gook": "race",
    "gooks": "race",
    "wog": "race",
    "wogs": "race",
    "darkie": "race",
    "darkies": "race",
    "coon": "race",
    "coons": "race",
    "spic": "race",
    "spics": "race",
    "wetback": "race",
    "wetbacks": "race",
    "raghead": "race",
    "ragheads": "race",
    "towelhead": "race",
    "towelheads": "race",
    "sandnigger": "race",
    "kike": "religion",
    "kikes": "religion",
    "yid": "religion",
    "yids": "religion",
    "pikey": "travellers",
    "pikeys": "travellers",
    "gyppo": "travellers",
    "gyppos": "travellers",
    "faggot": "sexuality",
    "faggots": "sexuality",
    "poofter": "sexuality",
    "poofters": "sexuality",
    "tranny": "gender",
    "trannies": "gender",
    "trannys": "gender",
    "shemale": "gender",
    "shemales": "gender",
    "retard": "disability",
    "retards": "disability",
    "spastic": "disability",
    "spastics": "disability",
    "mongoloid": "disability",
    "mongoloids": "disability",
}
