"""E-mail addresses and web addresses: finding them, and knowing whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from community.safety.rules.normalise import Normalised, Span, View
from community.safety.rules.wording import pattern, word_set

# Public bodies, national charities and references that a member may point to.
PUBLIC: Final = word_set(
    """
    nhs.uk gov.uk gov.scot gov.wales nhs.scot nhs.wales ac.uk police.uk parliament.uk bbc.co.uk
    bbc.com mind.org.uk samaritans.org rethink.org giveusashout.org papyrus-uk.org thecalmzone.net
    sane.org.uk youngminds.org.uk beateatingdisorders.org.uk anxietyuk.org.uk ocdaction.org.uk
    ocduk.org bipolaruk.org hearing-voices.org cruse.org.uk mentalhealth.org.uk
    mentalhealth-uk.org citizensadvice.org.uk shelter.org.uk stepchange.org turn2us.org.uk
    ageuk.org.uk carersuk.org talktofrank.com alcoholics-anonymous.org.uk ukna.org gamcare.org.uk
    gamblersanonymous.org.uk womensaid.org.uk refuge.org.uk nationaldahelpline.org.uk
    mensadviceline.org.uk rapecrisis.org.uk victimsupport.org.uk nspcc.org.uk childline.org.uk
    stonewall.org.uk switchboard.lgbt galop.org.uk mindout.org.uk scope.org.uk mencap.org.uk
    autism.org.uk dementiauk.org alzheimers.org.uk pandasfoundation.org.uk tommys.org
    app-network.org maternalmentalhealthalliance.org macmillan.org.uk mariecurie.org.uk
    sueryder.org thesilverline.org.uk familylives.org.uk gingerbread.org.uk relate.org.uk
    kooth.com togetherall.com hubofhope.co.uk imroc.org wikipedia.org openstreetmap.org tfl.gov.uk
    nationalrail.co.uk parkrun.org.uk ramblers.org.uk rhs.org.uk wildlifetrusts.org.uk
    nationaltrust.org.uk slimmingworld.co.uk
    who.int nih.gov cdc.gov samhsa.gov medlineplus.gov nice.org.uk bnf.org rcpsych.ac.uk bps.org.uk
    bacp.co.uk cochrane.org psychologytoday.com healthline.com webmd.com mayoclinic.org
    verywellmind.com helpguide.org findahelpline.com befrienders.org iasp.info
    suicidepreventionlifeline.org 988lifeline.org crisistextline.org rainn.org nami.org adaa.org
    mhanational.org ocfoundation.org headspace.org.au beyondblue.org.au lifeline.org.au
    healthdirect.gov.au childmind.org apa.org psychiatry.org simplypsychology.org patient.info
    healthyplace.com loveisrespect.org thehotline.org thetrevorproject.org good-therapy.org
    goodtherapy.org sleepfoundation.org sparx.org.nz mentalhealth.org.nz hearing-voices.org
    getselfhelp.co.uk cci.health.wa.gov.au selfinjurysupport.org.uk harmless.org.uk
    """
)

_ROLES: Final = word_set(
    """
    jo help info contact support enquiries enquiry hello pals helpline office admin team advice
    text membership volunteering complaints feedback
    """
)

_INVITE: Final = (
    "discord.gg", "discord.com/invite", "discordapp.com/invite", "chat.whatsapp.com", "wa.me",
    "api.whatsapp.com", "whatsapp.com/channel", "t.me", "telegram.me", "telegram.dog", "m.me",
    "signal.me", "signal.group", "line.me", "zoom.us", "meet.google.com", "teams.microsoft.com",
    "join.skype.com", "join.slack.com", "groupme.com", "viber.com", "invite.viber.com",
    "messenger.com", "facetime.apple.com", "whereby.com", "kik.me", "guilded.gg", "revolt.chat",
    "matrix.to", "teams.live.com", "omegle.com", "houseparty.com", "clubhouse.com", "band.us",
)  # fmt: skip
_PROFILE: Final = word_set(
    """
    instagram.com instagr.am facebook.com fb.me fb.com fb.watch snapchat.com twitter.com x.com
    tiktok.com linkedin.com threads.net threads.com bsky.app mastodon.social reddit.com
    youtube.com youtu.be twitch.tv tumblr.com pinterest.com pinterest.co.uk onlyfans.com
    fansly.com patreon.com ko-fi.com buymeacoffee.com linktr.ee beacons.ai carrd.co paypal.me
    paypal.com cash.app venmo.com revolut.me monzo.me gofundme.com justgiving.com calendly.com
    vk.com ask.fm ngl.link curiouscat.me tellonym.me steamcommunity.com open.spotify.com
    soundcloud.com behance.net medium.com substack.com about.me allmylinks.com badoo.com
    tinder.com bumble.com grindr.com wattpad.com deviantart.com
    """
)
# Of a profile host these parts are ordinary reading, not a way to reach a member.
_PUBLIC_PATHS: Final = re.compile(
    r"^(?:www\.)?(?:youtube\.com/(?:watch|playlist|shorts)|youtu\.be/|"
    r"open\.spotify\.com/(?:track|album|playlist|show|episode)"
    r"|reddit\.com/r/[^/]+(?:/comments|/?$)|medium\.com/[^@]|justgiving\.com/(?:campaign|"
    r"fundraising|page)|gofundme\.com/f/)"
)

_MAIL_SITES: Final = word_set(
    "gmail.com hotmail.com hotmail.co.uk outlook.com yahoo.com yahoo.co.uk icloud.com google.com "
    "google.co.uk amazon.co.uk"
)
_PROVIDERS: Final = (
    "gmail|g ?mail|googlemail|hotmail|hot ?mail|outlook|yahoo|icloud|live|msn|aol|protonmail|"
    "proton|"
    "btinternet|sky|virginmedia|talktalk|ymail|mail|gmx|me|zoho|yandex|tutanota|hey|fastmail|"
    "ntlworld"
)
# Of these, the ones that are no ordinary word.
_SURELY_MAIL: Final = (
    "gmail|googlemail|hotmail|outlook|yahoo|icloud|aol|msn|protonmail|btinternet|virginmedia|"
    "talktalk|ymail|gmx|zoho|yandex|tutanota|fastmail|ntlworld"
)
_ENDINGS: Final = (
    "com|co|org|net|uk|gg|me|io|info|app|link|live|online|site|xyz|shop|store|club|biz|tv|ly|eu|"
    "de|fr|"
    "ie|us|ca|au|nz|in|it|es|nl|pl|pt|ru|ro|se|no|dk|fi|be|ch|at|cz|gr|cc|to|ee|gl|social|chat|"
    "group|"
    "dev|ai|health|care|support|london|scot|wales|lgbt|blog|tech|space|pro|page|fun|life|world|"
    "edu|gov|int"
)


# \x7f is a letter of another script; it may stand in an address too.
_EMAIL = pattern(
    r"[a-z0-9\x7f][a-z0-9._%+'\x7f\-]{0,63}[ \n]?@[ \n]{0,2}"
    r"(?:[a-z0-9\x7f][a-z0-9\x7f\-]{0,62}[ \n]?\. ?){1,5}[a-z\x7f]{2,24}\b"
)
_EMAIL_SAID = pattern(
    rf"[a-z0-9][a-z0-9._%+\-]{{0,63}} ?(?:@|,? at,? | 4t |\bat\b) ?((?:[a-z0-9][a-z0-9\-]{{0"
    rf",40}} ?\. ?){{1,3}}(?:{_ENDINGS})"
    r")\b"
)
_EMAIL_PROVIDER = pattern(
    rf"[a-z0-9][a-z0-9._%+\-]{{0,63}} ?(?:@| at | on ) ?(?:the |my )?(?:{_PROVIDERS})\b(?: ?(?:\.|"
    r",| dot |"
    r" point | period ) ?(?:com|co|net|org|uk)\b)?"
    rf"(?: ?(?:\.| dot ) ?uk\b)?"
)
_EMAIL_COMMA = pattern(
    r"[a-z0-9][a-z0-9._%+\-]{0,63} ?@ ?[a-z0-9\-]{2,40} ?, ?(?:com|net|org|co[., ]uk|uk|io)\b"
)
_EMAIL_NO_AT = pattern(
    rf"\b[a-z][a-z0-9._\-]{{2,40}} (?:{_PROVIDERS})(?: ?\. ?| dot )(?:com|co|net|org)\b"
)
_EMAIL_CUED = pattern(
    r"\b(?:my|our) (?:e-?mail|gmail|hotmail|icloud|outlook|yahoo|mail)(?: address| addy| id| "
    r"account)?"
    r" ?(?:is|:|=|-|'s) ?([a-z0-9][a-z0-9._+\-]{2,40})"
)
# Endings that do not begin a sentence: "directed at you. They …" has none.
_PLAIN_ENDINGS: Final = word_set("com net org uk co eu de fr ie edu gov info")
_CUE = re.compile(
    r"\b(?:e-?mail|mail|gmail|contact|reach|message|write|send|msg|drop|addy|address)\b"
)
_STOP: Final = word_set(
    """
    full down broken hacked not the a always still now so too private working blocked really just
    been never empty bad good overflowing in on off being also mostly going getting only
    constantly linked connected attached currently
    """
)

_LINK = pattern(
    rf"(?:\b(?:h[tx]{{2}}ps?|ftp)(?:://|:// ?|: ?/ ?/ ?))[^\s<>\"'`]{{2,400}}"
    rf"|(?:\bwww\.)[a-z0-9\x7f][^\s<>\"'`]{{2,400}}"
    rf"|\b(?:[a-z0-9\x7f][a-z0-9\x7f\-]{{0,62}}\.){{1,4}}(?:{_ENDINGS})"
    rf"\b(?:[/?#][^\s<>\"'`]{{0,400}})?"
    rf"|\b[0-9]{{1,3}}\.[0-9]{{1,3}}\.[0-9]{{1,3}}\.[0-9]{{1,3}}(?::[0-9]{{2,5}}|/)[^\s]{{0,200}}"
)
_MARKDOWN_LINK = re.compile(r"\]\([ \t]{0,3}(//[^\s)]{3,400})")
# Endings that are also words: "feeling so.me too", "ok.it" are missing spaces, not addresses.
_WORDY: Final = word_set(
    """
    me in it is at to be no so us as my we he do an go am by up or of if
    """
) | word_set(
    """
    live social chat group health care support life world space fun page pro link
    """
)


_BRACKETED_DOT: Final = re.compile(r"[\[({] ?\. ?[\])}]")
# "disc0rd.gg" is read as people mean it.
_UNMASK: Final = str.maketrans("0135", "oies")


@dataclass(frozen=True, slots=True)
class Link:
    """A web address: ``kind`` is allowed, invite, profile or other."""

    kind: str
    host: str
    start: int
    end: int


def host_allowed(host: str, allowed: frozenset[str]) -> bool:
    """Is this host, or one that it belongs to, published or allowed by settings?"""
    parts = host.lower().strip(".").split(".")
    return any(
        ".".join(parts[index:]) in PUBLIC or ".".join(parts[index:]) in allowed
        for index in range(len(parts) - 1)
    )


def find_emails(text: Normalised, allowed: frozenset[str] = frozenset()) -> Iterator[Span]:
    """Spans, in the text as typed, of e-mail addresses that are not a service's own."""
    taken: list[Span] = []
    for view in _views(text):
        if "@" not in view.text and "at" not in view.text and "mail" not in view.text:
            continue
        for start, end in _emails_in(text, view, allowed):
            span = view.original(start, end)
            if not any(span[0] < other[1] and other[0] < span[1] for other in taken):
                taken.append(span)
                yield span


def _views(text: Normalised) -> Iterator[View]:
    yield text.base
    if text.said is not text.base:
        yield text.said


def _emails_in(read: Normalised, view: View, allowed: frozenset[str]) -> Iterator[Span]:
    text = view.text
    if "@" in text:
        for match in _EMAIL.finditer(view.data):
            whole = match.group().decode("latin-1")
            apart = whole != "".join(whole.split())
            local, _, host = "".join(whole.split()).partition("@")
            if apart and host.rpartition(".")[2] not in _PLAIN_ENDINGS:
                continue
            if not _service(local, host, allowed):
                yield match.span()
        for match in _EMAIL_COMMA.finditer(view.data):
            yield match.span()
    if any(each in text for each in (" at ", " 4t ", "@", " on ")):
        yield from _said_aloud(read, view, allowed)
        yield from _by_provider(view)
    if any(each in text for each in ("mail", "outlook", "yahoo")):
        yield from _without_a_sign(view)


def _said_aloud(text: Normalised, view: View, allowed: frozenset[str]) -> Iterator[Span]:
    """ "jo at example dot com", but not "look at example.com"."""
    for match in _EMAIL_SAID.finditer(view.data):
        whole = match.group().decode("latin-1")
        local = re.split(r"@| at\b| 4t\b|,", whole)[0].strip()
        host = match.group(1).decode("latin-1")
        if _service(local, host.replace(" ", ""), allowed):
            continue
        if local in _NOT_NAMES and "@" not in whole:
            continue
        if "@" not in whole and not re.match(rf"(?:{_SURELY_MAIL}) ?\.", host):
            # "mary at mail dot com": nobody spells out the dot of a page to look at.
            spelled = "." not in text.original[slice(*view.original(*match.span(1)))]
            points_at_a_page = (
                local.isalpha()
                and not _cued(view, match.start())
                and not (spelled and not host_allowed(host, allowed))
            )
            if points_at_a_page or " " in host:
                continue
        yield match.span()


def _by_provider(view: View) -> Iterator[Span]:
    """ "jo99 at gmail", with or without its ending."""
    for match in _EMAIL_PROVIDER.finditer(view.data):
        whole = match.group().decode("latin-1")
        local = re.split(r"@| at | on ", whole)[0].strip()
        if local in _NOT_NAMES and "@" not in whole:
            continue
        sign = "@" in whole
        strong = any(not each.isalpha() for each in local)
        known = _KNOWN_PROVIDER.search(whole) is not None
        if re.search(r"(?:com|co|net|org|uk)$", whole):
            chosen = known or sign or strong or _cued(view, match.start())
        else:
            closely = _CUE_CLOSE.search(view.text[: match.start()][-30:]) is not None
            chosen = known and (sign or (strong and len(local) > 3) or closely)
        if chosen:
            yield match.span()


def _without_a_sign(view: View) -> Iterator[Span]:
    """ "jo99 gmail.com", "my email is jo_99"."""
    for match in _EMAIL_NO_AT.finditer(view.data):
        local = match.group().decode("latin-1").split(" ", 1)[0]
        marked = any(each.isdigit() or each in "._" for each in local)
        if marked or _cued(view, match.start()):
            yield match.span()
    for match in _EMAIL_CUED.finditer(view.data):
        local = match.group(1).decode("latin-1")
        marked = any(not each.isalpha() for each in local.rstrip("."))
        if local not in _STOP and (marked or b":" in match.group()):
            yield match.span()


_NOT_NAMES: Final = word_set(
    "was is am are be been being look looked looking it me them stuff things work works worked "
    "working "
    "emails mail stay staying good bad rubbish shouting swearing staring arrived angry time "
    "day back account see seen find found visit check browse available more details info read "
    "register apply shop buy order donate online page pages site website here there go going join "
    "up out stuff everything loads lots helpful brilliant great both someone anyone everybody"
)
_KNOWN_PROVIDER: Final = re.compile(
    r"g ?mail|hot ?mail|googlemail|icloud|yahoo|outlook|proton|aol|msn|ymail"
)
_CUE_CLOSE: Final = re.compile(
    r"\b(?:e-?mail(?: me)?(?: is| on| at)?|reach me|contact me|write to me|address is|"
    r"i am|i'm|it is|it's|line)[: ]*(?:on |at |is )?\Z"
)


def _service(local: str, host: str, allowed: frozenset[str]) -> bool:
    return local in _ROLES and host_allowed(host, allowed)


def _cued(view: View, start: int) -> bool:
    return bool(_CUE.search(view.text[max(0, start - 60) : start]))


def find_links(text: Normalised, allowed: frozenset[str] = frozenset()) -> Iterator[Link]:
    """Web addresses with whose they are; spans are of the text as typed."""
    taken: list[Span] = []
    for view in _views(text):
        if "." not in view.text and "/" not in view.text:
            continue
        for start, end in _link_spans(view):
            raw = _BRACKETED_DOT.sub(".", view.text[start:end])
            if start and view.text[start - 1] == "@":
                continue
            host, path = _host_and_path(raw)
            if not host or "." not in host:
                continue
            span = view.original(start, end)
            if any(span[0] < other[1] and other[0] < span[1] for other in taken):
                continue
            kind = _kind(host, path, allowed)
            if kind == "other" and not _really_address(raw, host, text.original, span):
                continue
            taken.append(span)
            yield Link(kind, host, *span)


def _link_spans(view: View) -> Iterator[Span]:
    for match in _LINK.finditer(view.data):
        start, end = match.span()
        while end > start and view.text[end - 1] in ".,;:!?)]}*_~>":
            end -= 1
        yield start, end
    if "](" in view.text:
        for found in _MARKDOWN_LINK.finditer(view.text):
            yield found.span(1)


def _host_and_path(raw: str) -> tuple[str, str]:
    rest = re.sub(r"^(?:h[tx]{2}ps?|ftp): ?/ ?/ ?|^//", "", raw)
    rest = rest.rpartition("@")[2] if "@" in rest.split("/", 1)[0] else rest
    parts = re.split(r"[/?#:\\]", rest, maxsplit=1)
    host = parts[0].removeprefix("www.")
    return host, rest[len(parts[0]) :]


def _kind(host: str, path: str, allowed: frozenset[str]) -> str:
    if host_allowed(host, allowed):
        return "allowed"
    address = host + path
    for invite in _INVITE:
        if (
            address.startswith(invite)
            or host.translate(_UNMASK) == invite
            or host.endswith("." + invite)
        ):
            return "invite"
    parts = host.split(".")
    for index in range(len(parts) - 1):
        if ".".join(parts[index:]) in _MAIL_SITES and path in {"", "/"}:
            return "allowed"
        if ".".join(parts[index:]) in _PROFILE:
            if _PUBLIC_PATHS.match(address) or path in {"", "/"}:
                return "other" if path not in {"", "/"} else "allowed"
            return "profile"
    return "other"


def _really_address(raw: str, host: str, original: str, span: Span) -> bool:
    """Not a missing space after a full stop, a file name or an abbreviation."""
    if raw.startswith(("http", "hxxp", "ftp", "www.", "//")) or "/" in raw:
        return True
    last = host.rpartition(".")[2]
    typed = original[span[0] : span[1]]
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]{1,3}", host):
        return False
    if last in _WORDY:
        # "fine.me" with the next sentence's capital, or with a wordy ending: a missing space.
        return False
    if re.search(r"[^ ]\.[ \t]", typed) and last not in {"com", "org", "net"}:
        # "well. gg", "maths. co-ordination": the next sentence.
        return False
    head, _, tail = typed.rpartition(".")
    tail = tail.lstrip()
    return not (tail[:1].isupper() and head[-1:].islower())
