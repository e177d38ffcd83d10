"""Names on other services, and asking to be found there.

A word after "my snap is" may be a name or the rest of a sentence ("my snap is broken"). A token
that nobody's English contains (a digit, an underscore, a sign) counts at once; a plain word only
when the sentence ends there and it is not one of the words that usually follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import re2

from community.safety.rules.given_names import GIVEN_NAMES, SURNAMES
from community.safety.rules.normalise import Normalised, Span, View
from community.safety.rules.wording import is_common, pattern, word_set

_APPS: Final = (
    "instagram|insta|insta ?gram|ig|snap ?chat|snap|snapch|sc|telegram|tele|tg|"
    "whats ?app|wats ?app|"
    "watsapp|whatsap|wapp|wa|discord|disc|kik|facebook|face ?book|fb|messenger|tik ?tok|tt|signal|"
    "skype|wechat|we ?chat|viber|twitter|threads|bluesky|bsky|mastodon|linkedin|onlyfans|steam|"
    "psn|"
    "xbox|gamertag|hangouts|imessage|facetime|reddit|tumblr|pinterest|youtube|twitch|bumble|"
    "hinge|tinder|grindr|the ?gram|tele ?gram|dizzy ?cord|(?:yellow|ghost|bird|photo) app|roblox|"
    "linktree|snxp|1nsta|1g|sn4p|d1sc|minecraft|fortnite"
)
# Most texts name no app: then nothing below that asks for one is tried.
_ANY_APP = pattern(
    rf"(?:^|[^a-z0-9])(?:{_APPS}|insta|snap|book of faces|bird app)"
    r"(?:[^a-z]|$|user|name|id|handle|tag|acc)"
)
# Short or everyday words: a name after them must look like a name.
_EVERYDAY: Final = word_set("tele wa disc tt signal threads steam hinge bumble messenger")
_VERBS: Final = (
    "whats ?app|insta|snap ?chat|snap|telegram|facebook|fb|skype|facetime|kik|messenger|discord|"
    "wechat|viber"
)
_NAME: Final = r"[@~]?[a-z0-9\x7f][a-z0-9._\-\x7f]{1,40}(?:#[0-9]{3,5})?"
_KINDS: Final = (
    r"(?:user ?names?|user|names?|handles?|ids?|tags?|account|acc|profile|addy|@|number)"
)


# "my insta is jess_b", "insta name: jess_b", "snap user - jess.b"
_MINE = pattern(
    r"\b(?:my|our|mine on|here's my|heres my|add my|follow my) (?:own |personal |main |new |"
    rf"other )?({_APPS})(?: ?{_KINDS})? ?(?:is|'s|:|=|-|,)+ ?(?:is )?(?:just )?({_NAME})"
)
_LABELLED = pattern(rf"(?:^|[\s(\[,;.!?*_])({_APPS})(?: ?{_KINDS})? ?(?::|=|-+>?|@|/) ?({_NAME})")
_TAGGED = pattern(
    rf"(?:^|[\s(\[,;.!?])({_APPS})(?: {_KINDS})? {{1,3}}(?:is )?(@[a-z0-9._\-]{{2,40}}|"
    r"[a-z][a-z0-9_]*\.[a-z0-9._]+|[a-z][a-z0-9.]*_[a-z0-9._]*|"
    rf"[a-z][a-z._]{{2,}}[0-9]{{2,}}[a-z0-9._]*)"
)
# "I am jess_b on insta", "jess_b on snap", "@jess.b on ig"
_ON = pattern(rf"({_NAME}) (?:on|over on|at|from) (?:my )?({_APPS})\b")
_ON_NAMED = pattern(
    r"\b(?:i am|i'm|im|i go by|known as|it's|its|under|as|called|user ?name is|search(?: for)?|"
    rf"look up|find|add|follow|message|dm) ({_NAME}) (?:on|over on) (?:my )?({_APPS})\b"
)
# "find me on insta as jess", "add me on snap: jess", "hmu on ig"
_FIND_ME = pattern(
    r"\b(?:find|add|follow|message|msg|dm|pm|hmu|hit me up|reach|contact|text|search(?: for)?|"
    r"look(?: for)?|"
    r"call|ring|chat(?: to| with)?|talk(?: to| with)?|speak to|get hold of|catch|ping|inbox|hit "
    r"up|drop|add up)"
    r"(?: me)?(?: up)?(?: a (?:message|line|dm|text))?,? (?:on|over on|in|via|through|thru|at) "
    rf"(?:my )?({_APPS})\b(?: ?(?:as|:|@|-|under|,|at|=|is|my (?:user ?)?name is|"
    rf"user ?name)+ ?({_NAME})"
    r")?"
)
_MOVE = pattern(
    r"\b(?:let us|lets|let's|shall we|can we|could we|want to|wanna|we (?:can|could|should)|"
    rf"happy to|i would rather|prefer to) (?:\w+ ){{0,2}}?(?:talk|chat|speak|message|move|switch|"
    r"go|continue|carry on|take this|swap)(?: this| it| over| to| on| with me| there| things)* "
    rf"(?:on|to|over|via|in|through|over on|over to)(?: to)? ({_APPS})\b"
)
_SWAP = pattern(
    r"\b(?:swap|exchange|trade|share|send me|give me|drop|what is|what's|whats|pm me|dm me|can "
    rf"i have|can i get)(?: me)? (?:your|our|ur|contact|some)? ?({_APPS}|numbers?|phone numbers?|"
    rf"digits|socials?|contact details|snaps?|instas?|e-?mails?)(?: ?{_KINDS})?\b"
)
_KIND_NAMED = pattern(rf"\b({_APPS}) (?:user ?name|handle|user|tag|id) (?:is )?({_NAME})")
_AS = pattern(
    rf"\b(?:on|over on) (?:my )?({_APPS})(?: too| as well)?,? ?(?:as|under|i am|im|i'm|my name "
    rf"is|called|it is|it's|its) ({_NAME})"
)
_APP_ME = pattern(
    r"(?:^|[.,!?\n(] ?|\b(?:please|just|can|could|or|and|you can|u can|so|then|hey|hi) )"
    rf"(?:{_VERBS}) (?:me|us)\b(?: ?[:,\-@]+ ?({_NAME}))?"
)
_ALONE = pattern(rf"^(?:hey|hi|hello|ok|here)?[,! ]*({_APPS}) ({_NAME})(?: x+)?[.! ]*$")
_THE_GRAM = pattern(
    rf"\bon the ?(?:gram|snap|ig|insta|book of faces|bird app)[ ,:]+(?:as |@|it is |i am "
    rf")?({_NAME})"
)
_BARE_CUED = pattern(
    r"\b(?:find|add|follow|message|msg|dm|pm|hmu|hit|reach|contact|text|inbox) (?:me|us)"
    r"(?: up)?(?: "
    r"anytime| any time| there| here| directly| privately)?[ ,:]*(?:on|at|as|under|"
    r"is)? ?(@[a-z0-9._\-]{2,40})"
)
_MY_HANDLE = pattern(
    r"\bmy (?:user ?name|handle|gamer ?tag|social(?:s| media)?|screen ?name|tag|id)(?: (?:on|"
    rf"for|in) (?:there|everything|most things|all (?:my )?socials|the app|{_APPS}))? ?(?:is|:|=|"
    rf"-|are)+ ?({_NAME})"
)
# Any few signs, and a little word, between an app and a name.
_SIGN: Final = (
    r"(?:[^a-z0-9\n@.?,]{0,5}(?:\bis\b|\bit is\b|\bit's\b|\bat\b)?){1,2}[^a-z0-9\n@.?,]{0,5}"
)
# Loose frames: they count only with a token that is nobody's everyday word.
_NEXT_TO = pattern(
    rf"(?:^|[^a-z0-9\s'] {{0,2}}|\n|\b(?:and|or|so|then|is|hi|hey|me|try|via|by|my|got|on|use|it's|"
    r"its) )"
    rf"({_APPS})\b(?: {_KINDS})?{_SIGN}({_NAME})"
)
_ON_COMMA = pattern(rf"\b(?:on|over on) (?:my )?({_APPS}), {{0,2}}({_NAME})")
_VERB_NAME_ON = pattern(
    r"\b(?:add|find|look for|look up|search(?: for)?|follow|message|i go by|go by|i am|i'm|im|as|"
    rf"known as|it's|its|call(?:ed)?|under|is|try|me|dm|:) ({_NAME}) (?:on|over on|in|@) (?:my "
    r"|the )?"
    rf"({_APPS})\b"
)
_ON_THEN = pattern(
    rf"\b(?:on|over on) (?:my |the )?({_APPS})(?: too)?,? (?:i go by|i use|my name is|my "
    r"name's|it is|"
    rf"it's|look for|look up|find me as|find|add|search(?: for)?|i am|i'm|im|by|name) ({_NAME})"
)
_NAME_THEN = pattern(
    rf"({_NAME}) {{0,2}}(?:\((?:my |on |that's my )?|<[-=<]* ?(?:that's |is )?(?:my |me on )?|"
    rf"(?:is|that's) (?:me on|my) |, ?(?:me )?on |, ?my )({_APPS})\b"
)
_ASKED_THEN = pattern(
    rf"\b(?:got|have|use|on|you on) ({_APPS})(?: \w+)?\? ?(?:it's |its |i am |i'm |add |mine is |"
    rf"find )?({_NAME})"
)
_ELSEWHERE = pattern(
    r"\bsame (?:name|user ?name|handle|@|tag)(?: as (?:here|this))? (?:on|over on|in|for) (?:my )?"
    rf"(?:{_APPS}|everything|all my)\b|\bmy @ is [a-z0-9@._-]{{3,}}|"
    r"(?:^|[\s(,:])/?u/[a-z0-9_.\-]{3,24}\b|"
    r"\bline id ?(?:is|:|=)? ?[a-z0-9._\-]{3,}|\blive:[a-z0-9._\-]{3,}|"
    r"(?:^|[\s(,])x ?: ?@[a-z0-9_.]{3,}|"
    rf"\bjoin (?:my|our) (?:{_APPS}) (?:group|server|chat|channel)\b|"
    r"\b(?:invite|server|friend) code (?:is|for|:)|"
    r"\b(?:zoom|teams) (?:meeting )?(?:id|code) ?(?:is|:)? ?[0-9][0-9 \-]{7,}|"
    r"\bdiscord ?(?:\.|dot)? ?gg[ /]{1,3}[a-z0-9]{4,}"
)
_EMOJI = re.compile(
    r"[\U0001f47b\U0001f4f8\U0001f4f7\U0001f933]\ufe0f? {0,2}(?:[:=>\-]|\U0001f449)* {0,2}"
    r"(@?[A-Za-z][\w.\-]{3,30})"
)
_DISCORD_TAG = pattern(r"(?:^|[\s(:])([a-z0-9_.]{2,32}#[0-9]{4})\b")
_APP_NUMBER = re.compile(r"\b(?:ig|sc)\b")

_AFTER: Final = word_set(
    """
    a about absolutely actually active addictive all almost already also always am an and annoying
    another any anyone app as at awful back bad bare basically because been before being best
    better blocked boring both broken but by called can closed constantly deactivated dead deleted
    depressing did different disabled do does doing done down dry due empty even ever every
    everything exhausting fake fine flooded for free friends from full fun gone good great had
    hacked half hard has have he her here him his horrible hurting i if in inactive is it its just
    keeping kind later less like linked literally locked logged lol long made mainly making may me
    messing might mine more most mostly much muted my never new nice no nobody none not nothing
    now of off often ok okay old on one only open or our out over people pictures photos pics
    posts private probably public pure quiet quite ran really right ruining sad same saying she so
    some something sometimes still stopped stories such suspended terrible than that the their
    them then there they thing things this those to today too toxic tonight toxic trash true under
    up updated us used useless using very was way we weird well were what when where which while
    who why will with working worse would yes you your yourself killing driving group groups page
    pages live again off-limits down-time time break posts message messages chat chats feed feeds
    media detox comments account profile app apps users user
    """
)
# What an app has, not who is on it.
_FEATURES: Final = word_set(
    "reels stories marketplace stickers filters influencers memes notifications settings videos "
    "video engine advice logo update server servers channel streak streaks calls business"
)
_ENDS = re.compile(
    r"[ ]{0,2}(?:\Z|[.,!?;)\n]|x+\b|if\b|add\b|msg\b|message\b|dm\b|hmu\b|come\b|feel\b|and\b|"
    r"so\b|text\b|pls\b|please\b|on\b|:|<)"
)
_IMPERATIVE_BEFORE = re.compile(
    r"(?:^|[.!?,;:\n(\-]|\b(?:you can|you could|you may|u can|can always|could always|feel free "
    r"to|please|pls|plz|just|always|"
    r"so|and|or|then|can|anyone|everyone|want to|wanna|if you (?:want|like|need)(?: to)?|better "
    r"to|best to|happy for you to))[ ]{0,2}\Z"
)
_NOT_ASKING = re.compile(
    r"\b(?:do not|don't|dont|never|not|can't|cannot|won't|stop|stopped|he|she|they|people|"
    r"someone|who|him|her|them|ex|used to|"
    r"keeps?|kept|tried|trying|wanted|asked|told|if (?:he|she|they)|mum|dad|friend|sister|"
    r"brother)\b[^.!?\n]{0,25}\Z"
)


def find(text: Normalised) -> Iterator[Span]:
    """Spans, in the text as typed, of names elsewhere and of asking to talk elsewhere."""
    taken: list[Span] = []
    for view in _views(text):
        for start, end in _in(view):
            span = view.original(start, end)
            if not any(span[0] < other[1] and other[0] < span[1] for other in taken):
                taken.append(span)
                yield span
    if not text.original.isascii():
        for match in _EMOJI.finditer(text.original):
            name = match.group(1).lower()
            if _looks_like_name(name) or _unusual(name):
                yield match.span()


def _views(text: Normalised) -> Iterator[View]:
    seen: set[bytes] = set()
    for view in (text.base, text.said, text.words):
        if view.data not in seen:
            seen.add(view.data)
            yield view


def _in(view: View) -> Iterator[Span]:
    if _ANY_APP.search(view.data):
        yield from _named(view)
        yield from _name_first(view)
        yield from _loosely(view)
    for match in _MY_HANDLE.finditer(view.data):
        if _a_name(view, match, 1, everyday=True):
            yield match.span()
    yield from _asking(view)
    for shape in (_BARE_CUED, _ELSEWHERE):
        for match in shape.finditer(view.data):
            yield match.span()
    for match in _DISCORD_TAG.finditer(view.data):
        yield match.span(1)


def _loosely(view: View) -> Iterator[Span]:
    """An app beside a token that is nobody's everyday word, in whatever order."""
    shapes = (
        (_NEXT_TO, 2),
        (_ON_COMMA, 2),
        (_ON_THEN, 2),
        (_ASKED_THEN, 2),
        (_NAME_THEN, 1),
        (_VERB_NAME_ON, 1),
    )
    for shape, group in shapes:
        for match in shape.finditer(view.data):
            name = match.group(group).decode("latin-1").rstrip(".-_")
            if not (_looks_like_name(name) or _unusual(name)):
                continue
            if shape is _VERB_NAME_ON and name.endswith("s") and name.isalpha():
                continue
            if shape not in {_NEXT_TO, _ON_COMMA} or _ENDS.match(view.text, match.span(2)[1]):
                yield min(match.span(1), match.span(2))[0], max(match.span(1), match.span(2))[1]


def _unusual(name: str) -> bool:
    """Nobody's everyday word: "wrenbird", but not "reels" or "marketplace"."""
    bare = name.strip("@._-")
    return (
        len(bare) >= 5
        and bare.isalpha()
        and bare not in _AFTER
        and bare not in GIVEN_NAMES
        and not is_common(bare)
    )


def _named(view: View) -> Iterator[Span]:
    """The app, then the name: "my insta is …", "ig: …", "snap …"."""
    for shape in (_MINE, _LABELLED, _KIND_NAMED, _AS, _ALONE):
        for match in shape.finditer(view.data):
            everyday = shape is not _MINE and match.group(1).decode() in _EVERYDAY
            if _a_name(view, match, 2, everyday=everyday):
                yield match.span(1)[0], match.span(2)[1]
    for match in _TAGGED.finditer(view.data):
        name = match.group(2).decode("latin-1")
        if name.strip("@._-") not in _AFTER and _looks_like_name(name):
            yield match.span(1)[0], match.span(2)[1]
    for match in _THE_GRAM.finditer(view.data):
        if _a_name(view, match, 1, everyday=False):
            yield match.span()


def _name_first(view: View) -> Iterator[Span]:
    """The name, then the app: "I'm … on discord", "under … on insta"."""
    for shape, sure in ((_ON, False), (_ON_NAMED, True)):
        for match in shape.finditer(view.data):
            name = match.group(1).decode("latin-1")
            introduced = sure and match.group().startswith(_INTRODUCES)
            if _looks_like_name(name) or (
                introduced
                and match.group(2).decode() not in _EVERYDAY
                and name.strip("@._-") not in _AFTER
                and len(name) > 4
                and not name.endswith(("ing", "ed", "ly"))
            ):
                yield match.span(1)[0], match.span(2)[1]


_INTRODUCES: Final = (
    b"under", b"as ", b"i go by", b"known", b"called", b"user", b"search", b"look up",
)  # fmt: skip


def _asking(view: View) -> Iterator[Span]:
    """Asking to be found, to move, or for somebody's own: with or without a name."""
    for shape in (_FIND_ME, _APP_ME, _MOVE, _SWAP):
        for match in shape.finditer(view.data):
            before = view.text[max(0, match.start() - 40) : match.start()]
            if shape is _FIND_ME:
                chosen = _find_me(match, before)
            elif shape is _SWAP and re.match(r" (?:one|two|three)\b", view.text[match.end() :][:7]):
                chosen = False
            elif shape is _SWAP:
                chosen = not _NOT_ASKING.search(before) and _swap_asks(
                    match.group().decode("latin-1")
                )
            else:
                chosen = not _NOT_ASKING.search(before)
            if chosen:
                yield match.span()


def _find_me(match: re2._Match, before: str) -> bool:
    name = (match.group(2) or b"").decode("latin-1")
    if not re.match(rb"[a-z ]* me\b|hmu|hit me", match.group()):
        return False
    if name and _looks_like_name(name):
        return True
    if _NOT_ASKING.search(before):
        return False
    named = name and name not in _AFTER and not name.endswith(("ing", "ly"))
    return bool(named or _IMPERATIVE_BEFORE.search(before))


def _swap_asks(words: str) -> bool:
    whose = re.search(r"\b(?:your|our|ur|contact|numbers|socials|snaps|instas)\b", words)
    asks = re.match(r"swap|exchange|trade|send me|give me|drop|what|can i|pm me|dm me", words)
    return whose is not None and asks is not None


def _a_name(view: View, match: re2._Match, group: int, *, everyday: bool) -> bool:
    name = match.group(group).decode("latin-1").rstrip(".-_")
    if _looks_like_name(name):
        return True
    if (
        everyday
        or name.lstrip("@") in _AFTER
        or name in _FEATURES
        or len(name) < 4
        or name.endswith(("ing", "ed", "ly", "'s"))
    ):
        return False
    return bool(_ENDS.match(view.text, match.span(group)[1]))


def _looks_like_name(name: str) -> bool:
    """A digit beside letters, an underscore, an inner dot or an @: not a word of a sentence."""
    bare = name.rstrip(".-_")
    if bare.startswith("@") and len(bare) > 3:
        return True
    has_letter = any(each.isalpha() for each in bare)
    if not has_letter or len(bare) < 4:
        return False
    inner = bare[1:-1]
    if "_" in inner or "#" in inner:
        return True
    if "." in inner:
        left, _, right = bare.partition(".")
        return len(left) > 1 and len(right) > 1 and left not in _AFTER and right not in _AFTER
    digits = sum(each.isdigit() for each in bare)
    if not digits:
        return _names_run_together(bare)
    return (
        digits > 0
        and bare[0].isalpha()
        and len(bare) - digits >= 2
        and not re.fullmatch(r"(?:covid|mp|a|b|vitamin|ps|f|m)\d+", bare)
    )


def _names_run_together(word: str) -> bool:
    """ "rhysclarke", "jthompson": a first name or an initial with a surname behind it."""
    if len(word) < 7 or not word.isalpha():
        return False
    return word[1:] in SURNAMES or any(
        word[:cut] in GIVEN_NAMES and word[cut:] in SURNAMES for cut in range(3, len(word) - 2)
    )
