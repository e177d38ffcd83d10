"""How people really spell the words that the rules read: abbreviations, typing slips, masks.

``SPELLINGS`` maps a token to the ordinary way of writing it. ``KEY_WORDS`` are the words that
somebody may have reason to disguise; a masked, drawn-out or spaced-out token is only ever
turned into one of these, so ordinary English is not wrecked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import Final

from community.safety.rules.slurs import SLURS
from community.safety.rules.wording import word_set


def _contractions() -> dict[str, str]:
    table = {
        "can't": "can not",
        "cannot": "can not",
        "won't": "will not",
        "shan't": "shall not",
        "ain't": "am not",
        "let's": "let us",
    }
    for verb in [
        "do",
        "does",
        "did",
        "is",
        "was",
        "were",
        "are",
        "have",
        "has",
        "had",
        "would",
        "could",
        "should",
        "must",
        "need",
        "might",
        "ought",
        "dare",
    ]:
        table[f"{verb}n't"] = f"{verb} not"
    for person in ("i", "you", "we", "they", "he", "she", "it", "that", "there", "who", "what"):
        be = {"i": "am", "you": "are", "we": "are", "they": "are"}.get(person, "is")
        table[f"{person}'{'m' if be == 'am' else 're' if be == 'are' else 's'}"] = f"{person} {be}"
        table[f"{person}'ve"] = f"{person} have"
        table[f"{person}'ll"] = f"{person} will"
        table[f"{person}'d"] = f"{person} would"
    bare = {key.replace("'", ""): value for key, value in table.items()}
    # These are words of their own without the apostrophe.
    for word in ("ill", "id", "its", "were", "shell", "hell", "well", "wed", "shed", "hed", "wont"):
        bare.pop(word, None)
    bare["wont"] = "will not"
    return {**bare, **table}


SPELLINGS: Final[dict[str, str]] = {
    **_contractions(),
    "i'am": "i am",
    "iam": "i am",
    "u": "you",
    "yu": "you",
    "yous": "you",
    "r": "are",
    "ur": "your",
    "u'r": "you are",
    "u're": "you are",
    "yr": "your",
    "yer": "your",
    "ya": "you",
    "y'all": "you all",
    "yall": "you all",
    "urself": "yourself",
    "yourselves": "yourself",
    "yaself": "yourself",
    "yourslef": "yourself",
    "ur-self": "yourself",
    "gonna": "going to",
    "gunna": "going to",
    "gona": "going to",
    "gon": "going to",
    "finna": "going to",
    "imma": "i am going to",
    "ima": "i am going to",
    "i'mma": "i am going to",
    "wanna": "want to",
    "wana": "want to",
    "wanting": "wanting",
    "wnt": "want",
    "wnna": "want to",
    "tryna": "trying to",
    "gotta": "got to",
    "hafta": "have to",
    "lemme": "let me",
    "gimme": "give me",
    "doin": "doing",
    "goin": "going",
    "thinkin": "thinking",
    "killin": "killing",
    "cuttin": "cutting",
    "livin": "living",
    "endin": "ending",
    "feelin": "feeling",
    "dieing": "dying",
    "dyin": "dying",
    "anymore": "any more",
    "nomore": "no more",
    "everyday": "every day",
    "tonite": "tonight",
    "2nite": "tonight",
    "2night": "tonight",
    "tnight": "tonight",
    "2moro": "tomorrow",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tommorow": "tomorrow",
    "rn": "right now",
    "atm": "at the moment",
    "b4": "before",
    "bc": "because",
    "cuz": "because",
    "coz": "because",
    "cos": "because",
    "nd": "and",
    "n": "and",
    "&": "and",
    "jus": "just",
    "jst": "just",
    "rly": "really",
    "plz": "please",
    "pls": "please",
    "ppl": "people",
    "sum1": "someone",
    "some1": "someone",
    "no1": "no one",
    "noone": "no one",
    "every1": "everyone",
    "wuld": "would",
    "shud": "should",
    "cud": "could",
    "wud": "would",
    "shoulda": "should have",
    "myslef": "myself",
    "mysef": "myself",
    "mysel": "myself",
    "mself": "myself",
    "meself": "myself",
    "myselff": "myself",
    "kms": "kill myself",
    "kmsing": "killing myself",
    "kys": "kill yourself",
    "kyst": "kill yourself",
    "commiting": "committing",
    "comitting": "committing",
    "comiting": "committing",
    "suic": "suicide",
    "suicde": "suicide",
    "sucide": "suicide",
    "suicid": "suicide",
    "suiside": "suicide",
    "suicice": "suicide",
    "suecide": "suicide",
    "sooicide": "suicide",
    "sewerslide": "suicide",
    "sewer-slide": "suicide",
    "sewercide": "suicide",
    "toaster-bath": "toaster bath",
    "sucidal": "suicidal",
    "suicidle": "suicidal",
    "suicidial": "suicidal",
    "suicial": "suicidal",
    "suicdal": "suicidal",
    "suisidal": "suicidal",
    "sewerslidal": "suicidal",
    "unaliving": "killing",
    "unalive": "unalive",
    "unalived": "unalived",
    "self-harm": "self harm",
    "selfharm": "self harm",
    "self-harmed": "self harmed",
    "selfharmed": "self harmed",
    "self-harming": "self harming",
    "selfharming": "self harming",
    "self-injury": "self harm",
    "self-injure": "self harm",
    "self-hurting": "self harming",
    "od": "overdose",
    "oding": "overdosing",
    "od'ing": "overdosing",
    "od'd": "overdosed",
    "oded": "overdosed",
    "over-dose": "overdose",
    "offing": "killing",
    "hnag": "hang",
    "kil": "kill",
    "kiil": "kill",
    "klil": "kill",
    "fking": "fucking",
    "fkn": "fucking",
    "fckin": "fucking",
    "fcking": "fucking",
    "fuckin": "fucking",
    "fkin": "fucking",
    "effing": "fucking",
    "fk": "fuck",
    "fck": "fuck",
    "fuk": "fuck",
    "phuck": "fuck",
    "fuq": "fuck",
    "stfu": "shut the fuck up",
    "gtfo": "get the fuck out",
    "gfy": "go fuck yourself",
    "fuckyou": "fuck you",
    "fu": "fu",
    "biatch": "bitch",
    "btch": "bitch",
    "bich": "bitch",
    "whor": "whore",
    "retarted": "retarded",
    "paedo": "pedo",
    "worthles": "worthless",
    "pathethic": "pathetic",
    "stoopid": "stupid",
    "stupit": "stupid",
    "moran": "moron",
    "looser": "loser",
    "luser": "loser",
}

KEY_WORDS: Final = word_set(
    """
    kill killing killed suicide suicidal die dying dead death hang hanging cut cutting myself
    yourself himself herself themselves overdose overdosing wrist wrists throat pills jump
    bridge unalive harm hurt hurting harming self end ending life alive live living exist
    worthless hate rape raped raping abuse abusing beat beating hitting fuck fucking fucked
    fucker bitch bitches cunt whore slut bastard arsehole asshole dick dickhead wanker twat
    prick idiot moron loser pathetic stupid ugly disgusting scum trash freak retarded shut shit
    hell want going tonight you your instagram insta snapchat snap telegram whatsapp discord kik
    facebook messenger tiktok signal skype wechat viber gmail hotmail outlook yahoo icloud email
    phone call text my me am im not no more all off feel need will too see been good still
    really
    """
) | frozenset(SLURS)
_SMALL: Final = word_set(
    """
    i a my me to is am be the it you are on at of and do not go in
    """
)

_LEET: Final[dict[str, str]] = {
    "0": "o",
    "1": "il",
    "2": "z",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "gb",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "il",
    "|": "il",
    "+": "t",
}
_WILD: Final = frozenset("*#_-~%")
_BETWEEN: Final = re.compile(r"[.\-_*~|'#]+")

# "600k", "900k", "5ft": an amount, whatever its figures look like.
_AMOUNT: Final = re.compile(
    r"[#$]?[0-9][0-9.,]*(?:k|m|bn|p|ft|kg|lb|st|mg|ml|km|mm|cm|x|s|th|rd|nd)?\+?"
)

_BY_LENGTH: Final[dict[int, tuple[str, ...]]] = {
    length: tuple(sorted(word for word in KEY_WORDS if len(word) == length))
    for length in {len(word) for word in KEY_WORDS}
}


def _squeeze(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


_SQUEEZED: Final = {_squeeze(word): word for word in sorted(KEY_WORDS | _SMALL | set(SPELLINGS))}
# A word that squeezes to itself wins over one that had to be squeezed.
_SQUEEZED.update({word: word for word in KEY_WORDS if _squeeze(word) == word})


@lru_cache(maxsize=4096)
def undrawn(token: str) -> str | None:
    """``kiiilll`` → ``kill``; any other drawn-out word with its runs brought down to one."""
    known = _SQUEEZED.get(_squeeze(token))
    return known if known is not None else re.sub(r"([a-z])\1{2,}", r"\1", token)


@lru_cache(maxsize=8192)
def unmasked(token: str) -> str | None:
    """The key word behind a mask of digits, signs or stars (``su1c*de``), or ``None``."""
    if _AMOUNT.fullmatch(token):
        return None
    bare = token.rstrip("!|+.'")
    if bare != token and (bare in SPELLINGS or bare.isalpha()):
        return SPELLINGS.get(bare, bare) + token[len(bare) :]
    worn = _worn(token)
    if worn is not None:
        return worn
    solid = _BETWEEN.sub("", token)
    if solid != token and len(solid) >= 4:
        return _worn(solid) or SPELLINGS.get(solid)
    plain = "".join(_LEET.get(each, each)[0] for each in token)
    if plain in SPELLINGS and plain.isalpha() and len(plain) > 3:
        return SPELLINGS[plain]
    short = _squeeze(token)
    return _worn(short) if short != token else None


def _worn(token: str) -> str | None:
    for word in _BY_LENGTH.get(len(token), ()):
        if _wears(token, word):
            return word
    return None


def _wears(token: str, word: str) -> bool:
    shown = 0
    for seen, meant in zip(token, word, strict=True):
        if seen == meant:
            shown += 1
        elif meant not in _LEET.get(seen, "") and seen not in _WILD:
            return False
    # A mask with next to nothing under it is not a word.
    starts_alike = token[0] == word[0] or word[0] in _LEET.get(token[0], "")
    return starts_alike and shown >= max(1, len(word) // 3)


@lru_cache(maxsize=4096)
def split_known(letters: str) -> str | None:
    """``killmyself`` → ``kill myself`` when the letters are wholly known words, else ``None``."""
    if len(letters) > 60:
        return None
    plain = "".join(_LEET.get(each, each)[0] for each in letters)
    best: list[str | None] = [None] * (len(plain) + 1)
    best[0] = ""
    for end in range(1, len(plain) + 1):
        for start in range(max(0, end - 14), end):
            before = best[start]
            word = plain[start:end]
            if before is None or not (word in KEY_WORDS or word in _SMALL or word in SPELLINGS):
                continue
            candidate = f"{before} {word}" if before else word
            held = best[end]
            if held is None or candidate.count(" ") < held.count(" "):
                best[end] = candidate
    found = best[-1]
    if found is None or not any(word in KEY_WORDS or word in SPELLINGS for word in found.split()):
        return None
    return " ".join(SPELLINGS.get(word, word) for word in found.split())
