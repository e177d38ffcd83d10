"""Is a phrase of danger the author's own, now, and meant?"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from community.safety.rules.context import Sentence
from community.safety.rules.crisis_time import PAST, RECENT, long_ago


class Judged(Enum):
    """What becomes of one phrase."""

    COUNTS = "counts"
    SUPPORT_ONLY = "support"
    SET_ASIDE = "set aside"


# What an "attempt" was at: something near it says so.
_GRAVE: Final = re.compile(
    r"\b(?:die|died|dying|dead|death|kill\w*|suicid\w*|overdos\w*|hang\w*|strangle|suffocate|"
    r"end my|"
    r"end it|self harm\w*|live|alive|life|pills|icu|psych\w*|depress\w*|drown|choke|starve)\b"
)
_TAKING: Final = re.compile(r"(?:i )?(?:took|taken|taking|swallowed|popped|downed|ate)\b")
_AS_PRESCRIBED: Final = re.compile(
    r"\b(?:as prescribed|a day|per day|each day|daily|every (?:morning|night|evening|day)|"
    r"(?:my|the|all) (?:[a-z]+ )?(?:tablets|meds|medication|pills) (?:today|this morning|on time|"
    r"like|as i should)|go me)\b"
)
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
    r"keep telling me|(?:told|tells|telling|asked|ordered|texted|begged|shouted|screamed|wanted|"
    r"wants|want) (?:at )?me to|thinks?|thought|asked(?: me)?(?: if)?|asks|think)(?: (?:at |to "
    r")?me)?(?: "
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
_DESERVED: Final = re.compile(r"(?:deserve|need|supposed|ought) to (?:\w+ )?(?:die|be dead)")
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
    r"(?:even |seem to |bring my ?self to |manage to )?(?:kill|"
    r"end|"
    r"die|commit|hang|take my|go through)|not know how (?:to )?not|never (?:been |felt |come |"
    r"wanted )(?:so |this |more |closer|nearer|close)|not (?:brave|strong|selfish|stupid|far) "
    r"enough|regret not|(?:reason|thing) (?:that )?i have not|have not (?:\w+ ){0,3}(?:yet|"
    r"because)|"
    r"never wanted (?:anything|something)|why (?:i )?(?:have not|did not|not)|every day "
    r"(?:that )?i do not|did not (?:\w+ ){1,3}(?:today|tonight|yet|yesterday|last night)|"
    r"trying (?:so hard )?not to (?:kill|end|cut|hurt|harm|die|self)|stop my ?self from|"
    r"convince me not|talk me out|if i do not)"
)
# "If nothing changes I will …": the denial belongs to the condition.
_CONDITION: Final = re.compile(
    r"\b(?:if|unless|until|when|once)\b[^.!?]*\b(?:not|no|never|nothing)\b[^.!?]*\bi (?:will|might|"
    r"would|may|am|have|can|swear)\b"
)
_TURN: Final = re.compile(
    r"\b(?:but|and|because|so|though|if|until|unless|except|that makes me|just) |,"
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
# "Kill myself": fewer things make a joke of it than of "die".
_FIGURE_OF_SELF: Final = re.compile(
    r"^(?: of (?:embarrassment|laughter|laughing|boredom|shame|cringe)| (?:laughing|trying|working|"
    r"doing|at the gym|over (?:work|this (?:essay|exam|homework|assignment)|nothing)|for "
    r"(?:this|work|"
    r"my job)|to (?:get|make|please|finish|meet|keep|pay|pass|look)|in the gym|from (?:laughing|"
    r"embarrassment|boredom|cringe)|out of (?:embarrassment|boredom)|with (?:this|work|overtime)))"
)
_ABSURD: Final = re.compile(
    r"\bif i (?:woke up as|had to (?:watch|listen|eat|hear|wear|sit through)|looked like that)\b|"
    r"\|[^.!?]{0,12}\bin (?:that|this|the) (?:queue|meeting|lecture|traffic|line|lesson)\b"
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
    if long_ago(sentence) or _ordinary(kind, sentence):
        return Judged.SET_ASIDE
    if kind != "weak" and _JOKE.search(sentence.after[:40]) and not RECENT.search(sentence.nearby):
        return Judged.SUPPORT_ONLY
    return Judged.COUNTS


def _ordinary(kind: str, sentence: Sentence) -> bool:
    """Tablets taken as they should be, an attempt at something else."""
    told = f"{sentence.phrase}{sentence.after[:40]}"
    if _TAKING.match(sentence.phrase) and _AS_PRESCRIBED.search(told):
        return True
    return kind == "attempt" and not _GRAVE.search(sentence.nearby)


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
    deserved = _DESERVED.match(phrase) and not re.search(r"\bi (?:\w+ ){0,2}\Z", before)
    if deserved or _THEIRS.search(before):
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
    if match is not None and _CONDITION.search(text):
        return False
    if match is None or _WEIGHING.search(f"{tail}{sentence.phrase}{sentence.after[:24]}"):
        return False
    denial = text[match.start() :] + (sentence.phrase if sentence.denies else "")
    return not _NOT_A_DENIAL.match(denial) and not _TURN.search(match.group())


def _figure_of_speech(kind: str, sentence: Sentence) -> bool:
    after = sentence.after
    if _ORDINARY_ENDS.search(f"{sentence.phrase[-24:]}|{after}"):
        return True
    if sentence.phrase.endswith("kill myself"):
        counted = _COUNTED.search(sentence.before + sentence.phrase[: -len("kill myself")])
        if counted or (sentence.phrase == "kill myself" and _DISTANCE.match(after)):
            return True
    figure = _FIGURE_OF_SELF if sentence.phrase.endswith("self") else _FIGURE
    if figure.match(after) or _ABSURD.search(f"{sentence.before}|{after}"):
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
        re.search(r"\b(?:tried|attempted)\b", sentence.phrase) and not RECENT.search(whole)
    ):
        return Judged.SET_ASIDE
    if PAST.search(whole) or _SONG.search(whole) or _TEMPLATE.search(sentence.before):
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
    if PAST.search(whole) and not RECENT.search(whole):
        return Judged.SET_ASIDE
    if re.search(r"\b(?:will|would|going to|gonna) kill me\b", whole) and not re.search(
        r"scared|afraid|terrif|fright|threat|fear|if i (?:leave|left|go|tell|told|call)", whole
    ):
        return Judged.SET_ASIDE
    return Judged.COUNTS
