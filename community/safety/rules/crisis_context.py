"""Is a phrase of danger the author's own, now, and meant?"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from community.safety.rules.context import Sentence


class Judged(Enum):
    """What becomes of one phrase."""

    COUNTS = "counts"
    SUPPORT_ONLY = "support"
    SET_ASIDE = "set aside"


DYING: Final = re.compile(
    r"\b(?:die|dying|dead|death|kill|suicid\w*|overdos\w*|lethal|fatal|end it|end my)\b"
)

_OTHER: Final = (
    r"(?:he|she|they|someone|somebody|anyone|people|person|who|friend|friends|mate|sister|"
    r"brother|mum|mom|mother|father|dad|parents?|grand\w+|step\w+|aunt|son|daughter|"
    r"cousin|partner|husband|wife|boyfriend|girlfriend|ex|neighbour|patient|client|uncle|aunt|"
    r"teacher|character|man|woman|guy|girl|boy|"
    r"kid|bf|gf|nan|grandad|colleague|student|singer|actor|celebrity|song|lyrics|film|book|movie|"
    r"episode|show)"
)
# "my friend said i want to die": the words are the friend's.
_REPORTED: Final = re.compile(
    rf"\b{_OTHER} (?:\w+ ){{0,3}}?(?:said|says|say|saying|yelled|yells|screams|shouted|"
    r"threatened|threatens|told (?:me|us|her|him)|tells? (?:me|us)|texted|messaged|posted|wrote|"
    r"writes|sings?|screamed|kept saying|keeps saying|"
    r"keep telling me|thinks?|thought|asked(?: me)?(?: if)?|asks|think)(?: (?:at |to )?me)?(?: "
    rf"that| like)?[ ,:\"']{{0,3}}\Z"
)
_ABOUT_OTHERS: Final = re.compile(rf"\b{_OTHER} (?:\w+ ){{0,3}}?\Z")
_FIRST_PERSON: Final = re.compile(r"\b(?:i|my|me|myself|mine)\b")
_THEIRS: Final = re.compile(
    r"(?:\b(?:his|her|their|your|someone's|people's)|'s)(?: (?!i\b|my\b|me\b)[\w,]+){0,5} ?\Z"
)
# "Self harm is serious", "suicidal thoughts are common".
_IN_GENERAL: Final = re.compile(
    r"^ (?:is|are|was|were|can|may|does|do|has|have|will|often|affects?|happens?|in (?:men|women|"
    r"teens|people))\b"
)
_URGE: Final = re.compile(r"\b(?:urges?|want|need|thoughts?|tempted)\b")
# Phrases that can be the subject of a sentence about anybody.
_A_TOPIC: Final = re.compile(
    r"(?:suicid|self harm|thoughts|dark|intrusive|constant|attempt|commit)"
)
_TEMPLATE: Final = re.compile(
    r"\b(?:if (?:you|anyone|someone|somebody|people|a person|they|he|she|your)|when (?:you|"
    r"people|someone|they)|"
    r"(?:anyone|people|someone|those|everyone|men|women|person|others|users|members) (?:who|that|"
    r"with|feeling|having|struggling)|whether you|for you if|do you (?:feel|have|ever)|"
    r"are you (?:feeling|having|thinking|still)|have you (?:been|had|ever|thought)|you (?:are|"
    r"feel|might|may|said|mentioned|sound|seem|have|were|get|can|want|are not)|your|"
    r"is it normal|does anyone|did anyone)\b"
)
_NEGATED: Final = re.compile(
    r"\b(?:not|never|no|without|nor|neither|nowhere near|far from|isn|hardly|stopped|stop|"
    r"against)\b[, ]?(?:\w+ ){0,4}\Z"
)
# "can not stop …", "not sure if …", "do not know whether …": not a denial.
_NOT_A_DENIAL: Final = re.compile(
    r"\b(?:not|never|no) (?:\w+ )?(?:stop|help|shake|get rid|sure|know|only|just because|able|"
    r"believe|wait|see|cope|take|keep|do this|handle|"
    r"want to (?:be|live|exist|wake|do|feel|go|keep)|longer want|go on|more|one|matter|point|"
    r"reason|care|good|worth|enough|understand|sleep|function|"
    r"doing|feel|feeling|find|tell|afford|bear|stand|deal|think of anything|a day goes|like this|"
    r"it is|this is|that is|to mention|remember)\b"
)
_DENIED_AFTER: Final = re.compile(
    r"^[ ,]*(?:is not (?:the answer|an option|worth|the way)|is never|(?:but|though|although) "
    r"(?:i am|i do|i have|i will|i would|it is)? ?(?:not|never|will not|would not|would never|am "
    r"not|do not)\b|"
    r"any ?more[.,! ]*\Z|prevention|awareness|hotline|helpline|line\b|survivors?\b|squad|mission|"
    r"rates?\b|statistics|training|watch\b|bereave\w*|loss\b|research|charity|first aid|by cop)"
)
# "a reason not to", "why I can not", "did not … today": weighing it, not denying it.
_WEIGHING: Final = re.compile(
    r"\b(?:reasons? (?:to |why i should |i should )?not\b|want to not want|can not "
    r"(?:even )?(?:kill|"
    r"end|"
    r"die|commit|hang|take my|go through)|every day (?:that )?i do not|did not \w+ myself today|"
    r"trying (?:so hard )?not to (?:kill|end|cut|hurt|harm|die|self)|stop my ?self from|"
    r"convince me not|talk me out|if i do not)"
)
_TURN: Final = re.compile(
    r"\b(?:but|and|because|so|though|if|until|unless|except|that makes me|just) |,"
)
_PAST: Final = re.compile(
    r"\b(?:used to|years? (?:ago|back|since)|months? (?:ago|back)|weeks ago|decades? ago|ages "
    r"ago|a (?:long|while) (?:time )?ago|long ago|in (?:19|20)\d\d|when i was (?:\d+|a|an|in|at|"
    r"younger|little|young|growing|about|around|only|pregnant|first|still)|"
    r"in the past|back then|at the time|in my (?:teens|twenties|thirties|20s|30s|40s|past|youth)|"
    r"as a (?:teen\w*|child|kid|young)|at (?:age )?\d\d|last (?:year|summer|winter|spring|autumn)"
    r"|"
    r"once (?:upon|wanted|tried|felt|was)|had (?:been|wanted|tried|planned|felt|thoughts)|no "
    r"longer|recover(?:ed|y|ing)|survived|survivor|"
    r"glad i (?:did not|am|never|got|stayed)|i am (?:so |really |very )?(?:glad|grateful|"
    r"thankful|happy) (?:i|that|to be|now|it)|got through|came through|better now|in a better "
    r"place|those days|that time|"
    r"my story|"
    r"previously|before i (?:got|found|started|joined|met)|until i (?:got|found|met|started|"
    r"joined)|clean\b|since my last|free (?:for|since)|days clean|months clean|years clean|"
    r"(?:days|weeks|months|years) (?:free|clean|without))\b"
)
_PAST_VERB: Final = re.compile(
    r"^(?:i )?(?:wanted|wished|tried|planned|attempted|committed|ended|was|felt|thought|got|"
    r"became|harmed|prayed|needed|hoped|decided|intended|considered|self harmed|cutting|"
    r"overdosed)\b"
)
_PAST_BEFORE: Final = re.compile(
    r"\b(?:was|were|had|did|felt|used to|got|kept|wanted|became|nearly|almost|tried|attempted|"
    r"thought|planned|made me|decided)\b(?: \w+){0,3} ?\Z"
)
_PERFECT_BEFORE: Final = re.compile(r"\b(?:have|has|i have)(?: \w+){0,2} ?\Z")
_NOW: Final = re.compile(
    r"\b(?:still|now|again|lately|recently|these days|every (?:day|night|single)|right now|today|"
    r"tonight|yesterday|last night|this (?:morning|week|evening|month)|currently|"
    r"coming back|came back|come back|back again|constantly|all the time|always|a few days ago|"
    r"days ago|earlier|any day)\b"
)
_RECENT: Final = re.compile(
    r"\b(?:still|again|lately|recently|right now|today|tonight|yesterday|last night|this "
    r"(?:morning|week|evening|afternoon)|just now|hours? ago|days? ago|a few days|the other "
    r"(?:day|night)|earlier|"
    r"coming back|came back|last week)\b"
)
_FIGURE: Final = re.compile(
    r"^(?: of (?:embarrassment|laughter|laughing|boredom|shame|cringe|heat|cold|happiness|"
    r"cuteness|hunger|thirst|old age|natural causes|curiosity|joy)|"
    r" (?:laughing|trying|working|doing|with laughter|at the gym|over (?:work|this|it|nothing|a|"
    r"the)|for (?:this|work|a|the|my job|them|him|her|you)|to (?:get|make|please|finish|meet|"
    r"keep|be|pay|do|pass|look|try)|"
    r"in (?:my sleep at|my bed at|old|the gym|a fire|an accident|peace|this game|the game)|old\b|"
    r"happy\b|peacefully|someday|one day|a (?:happy|good|little|natural|hero|virgin|legend)|"
    r"surrounded|before (?:i|my|seeing|him|her)|from (?:laughing|embarrassment|boredom|heat|"
    r"covid|this cold|cringe|the heat)|than\b|with excitement|on (?:this hill|that hill|stage)|"
    r"alone\b|inside\b|because (?:of )?(?:the )?(?:heat|embarrass\w+)|"
    r"out of (?:embarrassment|shame|boredom)|in hell))"
)
_ORDINARY_ENDS: Final = re.compile(
    r"wake(?: up)?\|(?: up)? (?:the|my|him|her|late|early|them|anyone|everyone|everybody)\b"
    r"|(?:post|message)\| (?:before|for (?:today|now|tonight|the)|today|of the|on (?:this|the)|"
    r"to (?:you|this))"
)
# "kms" is also a distance.
_COUNTED: Final = re.compile(
    r"(?:[0-9]|\b(?:the|in|of|many|few|per|some|more|those|these|extra)) ?\Z"
)
_DISTANCE: Final = re.compile(
    r"^ (?:on the|away|per|an hour|from|to go|run|walk|ride|or so|left)\b"
)
_RATHER: Final = re.compile(
    r"\b(?:rather|scared|afraid|terrified|fear(?:ing)?|phobia|frightened|worried|convinced|panic|"
    r"panicking|anxious|anxiety|think|thinking|thought|feel like|feels like|felt like|as if|sure|"
    r"everyone is|we are all|we all)(?: that)?(?: i am| i was| i| we are)?(?: \w+){0,2} ?\Z"
)
_HEALTH_FEAR: Final = re.compile(
    r"\b(?:panic|anxiety|heart|attack|cancer|illness|sick|disease|covid|virus|symptoms|chest|"
    r"breath|breathe|stroke|plane|flight|fly|flying|health anxiety|tumou?r|hospital|surgery|"
    r"allerg\w+|choke|choking|pregnan\w+|birth)\b"
)
_JOKE: Final = re.compile(
    r"\b(?:lol|lmao|lmfao|rofl|haha\w*|hehe\w*|jk|just kidding|joking|kidding|jokes|xd)\b"
)
_ACCIDENT: Final = re.compile(
    r"\b(?:accident\w*|shaving|shave|cooking|chopping|slicing|onions?|veg\w*|kitchen|gym|running|"
    r"football|playing|fell|falling|tripped|lifting|workout|training|slipped|oven|iron|hob|"
    r"kettle|pan|paper|by mistake|diy|off from|some slack|a slice|gardening|hair|fringe|nails)\b"
)
_NOT_SELF_HARM: Final = re.compile(
    r"^ (?:off|out|down|short|some|a (?:break|slice|piece|deal)|free|loose|up|from (?:people|"
    r"everyone|family|sugar)|badly at|in the gym|more than)\b"
)
_SONG: Final = re.compile(
    r"\b(?:song|lyrics?|album|film|movie|novel|character|episode|game|netflix|band|squad|"
    r"documentary|book|series|plot)\b"
)


def judge(kind: str, sentence: Sentence) -> Judged:
    """Weigh one phrase by the sentence it stands in."""
    if kind == "other_person":
        return _other_person(sentence)
    if kind == "method":
        return _method(sentence)
    if kind == "harmed":
        return _harmed(sentence)
    if sentence.quoted and not _own_thought(sentence):
        return Judged.SET_ASIDE
    if _not_the_author(sentence) or _denied(sentence):
        return Judged.SET_ASIDE
    if _figure_of_speech(kind, sentence):
        return Judged.SET_ASIDE
    if _long_ago(sentence):
        dated = _PAST.search(f"{sentence.before}{sentence.phrase}{sentence.after}")
        tried = re.search(r"\b(?:tried|attempted)\b", sentence.before[-20:] + sentence.phrase)
        # An attempt with no word of when may be yesterday's: offer support, hold nothing.
        return Judged.SUPPORT_ONLY if tried and not dated else Judged.SET_ASIDE
    if kind != "weak" and _JOKE.search(sentence.after[:40]) and not _RECENT.search(sentence.nearby):
        return Judged.SUPPORT_ONLY
    return Judged.COUNTS


def _own_thought(sentence: Sentence) -> bool:
    before = sentence.before
    return bool(
        re.search(
            (
                r"\b(?:i (?:\w+ )?(?:keep |just )?(?:think|thinking|thought|say|saying|feel|am)|"
                r"voices?|my (?:head|brain|mind)|to myself|tells? me|telling me)\b"
            ),
            before,
        )
    ) and not _REPORTED.search(before)


def _not_the_author(sentence: Sentence) -> bool:
    before, phrase = sentence.before, sentence.phrase
    if _REPORTED.search(before):
        return True
    if before.count('"') % 2 and _REPORTED.search(before[: before.rindex('"')]):
        return True
    # "you" advice: "if you feel suicidal", "people who are thinking about suicide".
    owns = bool(re.search(r"\b(?:i|my|myself|me)\b", phrase))
    if owns:
        return False
    if _THEIRS.search(before):
        return True
    alone = not _FIRST_PERSON.search(before + sentence.after)
    if alone and _IN_GENERAL.match(sentence.after) and not _URGE.search(before):
        return True
    if re.search(r"\b(?:you|he|she|they|we|people)(?: (?!i\b)\w+)? ?\Z", before):
        return True
    if _TEMPLATE.search(before) and not re.search(
        r"\bi (?:am|feel|have|do|just|want|keep|think|wish)\b(?!.*\b(?:you|people|someone|they)\b)",
        before,
    ):
        return True
    if re.search(rf"\b{_OTHER}(?:'s)? (?:\w+ ){{0,4}}?\Z", before) and not re.search(
        r"\b(?:and|but|that|because|so|while|makes?|making|made)\b(?: \w+){0,3} ?\Z", before
    ):
        return True
    if (
        not _FIRST_PERSON.search(before)
        and before
        and _A_TOPIC.match(phrase)
        and not _URGE.search(before)
    ):
        # "suicidal thoughts are common": about the subject, not about oneself.
        return not re.match(
            (
                r"(?:so |just |still |really |feeling|having|been|constantly|always|very|again|"
                r"literally|honestly|again|back to|tired|can not|no |wish|want|need|sometimes|"
                r"and |but |maybe )"
            ),
            before,
        ) and bool(
            re.search(r"\b(?:is|are|was|were|be|can|may|of|about|for|with|the|an?)\b", before)
        )
    return False


def _denied(sentence: Sentence) -> bool:
    """Said not to be so: "I am not suicidal", "I would never …", "… is not the answer"."""
    before = sentence.before
    if _DENIED_AFTER.match(sentence.after):
        return True
    tail = before[-60:]
    # The last word is what is denied; a "not" inside the phrase denies it as well.
    text = tail if sentence.denies else tail + sentence.phrase.rsplit(" ", 1)[0] + " "
    match = _NEGATED.search(text)
    if match is None or _WEIGHING.search(f"{tail}{sentence.phrase}{sentence.after[:12]}"):
        return False
    denial = text[match.start() :] + (sentence.phrase if sentence.denies else "")
    return not _NOT_A_DENIAL.match(denial) and not _TURN.search(match.group())


def _long_ago(sentence: Sentence) -> bool:
    before, after = sentence.before, sentence.after
    whole = f"{before}{sentence.phrase}{after}"
    if _RECENT.search(whole):
        return False
    if _PAST.search(whole):
        return not re.search(
            r"\b(?:since|for (?:the (?:last|past) )?(?:\w+ )?years|ever since|now)\b", whole
        ) or bool(
            re.search(
                r"\b(?:used to|years ago|recovered|no longer|clean|survived|free|without)\b", whole
            )
        )
    if _PAST_VERB.match(sentence.phrase) and not _PERFECT_BEFORE.search(before):
        return True
    return bool(_PAST_BEFORE.search(before)) and not _PERFECT_BEFORE.search(before)


def _figure_of_speech(kind: str, sentence: Sentence) -> bool:
    after = sentence.after
    if _ORDINARY_ENDS.search(f"{sentence.phrase[-24:]}|{after}"):
        return True
    if sentence.phrase.endswith("kill myself"):
        counted = _COUNTED.search(sentence.before + sentence.phrase[: -len("kill myself")])
        if counted or (sentence.phrase == "kill myself" and _DISTANCE.match(after)):
            return True
    if _FIGURE.match(after):
        return True
    if kind == "self_harm":
        return bool(_NOT_SELF_HARM.match(after)) or bool(
            _ACCIDENT.search(f"{sentence.before} {after}")
        )
    if re.search(r"(?:to die|die|dying|dead)\Z", sentence.phrase) and _RATHER.search(
        sentence.before
    ):
        return (
            bool(_HEALTH_FEAR.search(sentence.nearby))
            or "rather" in sentence.before[-30:]
            or after.startswith(" than")
        )
    if re.search(
        r"\b(?:going|about|scared|have|supposed|need|like|love|able) to (?:\w+ )?(?:die|be dead)\Z",
        sentence.phrase,
    ):
        # "I am going to die" is panic far more often than a plan.
        return (
            bool(_HEALTH_FEAR.search(sentence.nearby))
            or bool(_RATHER.search(sentence.before))
            or not re.search(r"\bi (?:am |will |\w+ )?\Z", sentence.before)
        )
    if _SONG.search(sentence.before[-60:]) and not _FIRST_PERSON.search(sentence.before):
        return True
    return (
        bool(
            re.search(
                (
                    r"\b(?:told|tell|tells|telling|ask|asked|if) (?:\w+ )?(?:to|me to|him to|her "
                    r"to|them to) ?\Z"
                ),
                sentence.before,
            )
        )
        and "jump" in sentence.phrase
    )


def _other_person(sentence: Sentence) -> Judged:
    whole = f"{sentence.before}{sentence.phrase}{sentence.after}"
    if sentence.quoted or (
        re.search(r"\b(?:tried|attempted)\b", sentence.phrase) and not _RECENT.search(whole)
    ):
        return Judged.SET_ASIDE
    if _PAST.search(whole) or _SONG.search(whole) or _TEMPLATE.search(sentence.before):
        return Judged.SET_ASIDE
    if (
        re.search(r"\b(?:i|i am|i will|myself)\b ?(?:\w+ ){0,2}\Z", sentence.before)
        and "themsel" not in sentence.phrase
    ):
        return Judged.SET_ASIDE
    if re.search(r"\bnot (?:\w+ ){0,2}(?:going|trying|suicidal|planning)", sentence.phrase):
        return Judged.SET_ASIDE
    urgent = re.search(
        (
            r"\b(?:tonight|right now|now|today|about to|just taken|just took|overdose|on the "
            r"bridge|has a (?:knife|gun|plan|rope)|not answering|said goodbye)\b"
        ),
        whole,
    )
    return Judged.COUNTS if urgent else Judged.SUPPORT_ONLY


def _method(sentence: Sentence) -> Judged:
    if re.search(
        (
            r"\b(?:film|movie|game|novel|plants?|weeds?|slugs?|mould|moss|weeds|aphids|"
            r"mosquito\w*|wasps?|ants?|flies|bacteria|germs|battery|phone|process|engine|covid|"
            r"romeo|series|episode)\b"
        ),
        sentence.nearby,
    ):
        return Judged.SET_ASIDE
    if _denied(sentence):
        return Judged.SET_ASIDE
    return Judged.COUNTS


_PLAY: Final = re.compile(
    r"^ (?:at|to it|by [0-9]|hands down|in (?:a |the )?(?:race|game|chess|cards|scrabble|"
    r"argument))\b"
)


def _harmed(sentence: Sentence) -> Judged:
    whole = f"{sentence.before}{sentence.phrase}{sentence.after}"
    if sentence.quoted or _TEMPLATE.search(sentence.before) or _PLAY.match(sentence.after):
        return Judged.SET_ASIDE
    if re.search(r"\bnot (?:\w+ ){0,2}\Z", sentence.before):
        return Judged.SET_ASIDE
    if _PAST.search(whole) and not _RECENT.search(whole):
        return Judged.SET_ASIDE
    if re.search(r"\b(?:will|would|going to|gonna) kill me\b", whole) and not re.search(
        r"scared|afraid|terrif|fright|threat|fear", whole
    ):
        return Judged.SET_ASIDE
    return Judged.COUNTS
