"""The phrases of the conduct rules, for the ``words`` view."""

from __future__ import annotations

from typing import Final

_VERY: Final = (
    r"(?:(?:such|just|nothing but|literally|all|so|a|an|the|fucking|fuckin|little|big|complete|"
    r"total|absolute|utter|real|really|very|"
    r"stupid|pathetic|disgusting|ugly|fat|dumb|worthless|useless|bloody|selfish|sad|nasty|"
    r"miserable|filthy|dirty|lying|thick|"
    r"obviously|clearly|truly|honestly|being|still|always|one|sick|whiny|spoilt|sorry|an actual|"
    r"actual|massive|proper) )*"
)
_NOUN: Final = (
    r"(?:idiot|idiots|moron|morons|loser|losers|bitch|bitches|cunt|cunts|whore|slut|bastard|"
    r"arsehole|asshole|dickhead|dick|prick|wanker|"
    r"twat|tosser|knob|knobhead|bellend|scum|scumbag|trash|garbage|freak|weirdo|creep|pig|cow|"
    r"piece of (?:shit|crap|trash|garbage|scum)|"
    r"waste of (?:space|oxygen|air|breath|time|skin|life)|psycho|nutter|nutjob|lunatic|retard|"
    r"imbecile|cretin|simpleton|dumbass|dumb ass|"
    r"shithead|fuckwit|fucker|motherfucker|mother fucker|disgrace|parasite|leech|attention "
    r"seeker|attention whore|drama queen|crybaby|snowflake|sad case|"
    r"burden on everyone|burden on society|coward|spastic|clown|minger|slag|skank|hag|cockroach|"
    r"rat|vermin)"
)
_ADJECTIVE: Final = (
    r"(?:pathetic|worthless|useless|disgusting|vile|repulsive|stupid|dumb|ugly|scum|trash|"
    r"garbage|thick as|brain ?dead|unlovable|"
    r"a joke|a disgrace|evil|a waste|retarded|subhuman|hideous|mental|deluded|beneath me|"
    r"sickening|fat)"
)
_END: Final = (
    r"(?:[.,!?;:)\"\n]| and\b| lol\b| mate\b| aren't| are you| you know| get\b| go\b| stop\b| "
    r"for\b| who\b| that\b| just\b| so\b| you\b| with\b| no\b| shut\b|$)"
)

ABUSE: Final[tuple[str, ...]] = (
    rf"\b(?:you are|you all are|you people are|you lot are|you were always) {_VERY}{_NOUN}\b",
    # "Your" for "you're": only with an article or a word of scorn before the noun.
    (
        r"\byour (?:just |such |nothing but |all |literally |fucking |an? |the |total |complete |"
        rf"absolute |stupid |pathetic |worthless |useless )+{_VERY}{_NOUN}\b"
    ),
    rf"(?:^|[.,!?\n] ?)your {_NOUN}(?:[.!\n]|$)",
    (
        r"\b(?:you are|you all are|you people are|you lot are|your(?: so| just| really| "
        r"fucking)) (?:so |just |all |really |"
        rf"very |fucking |such |absolutely |completely |literally |actually |truly |the "
        rf"most )*{_ADJECTIVE}"
        rf"{_END}"
    ),
    (
        r"(?:^|[.,!?\n] ?|\b(?:off|up|yourself|oh|well|lol|hey|listen|ok|and|because) )you "
        r"(?:fucking |stupid |pathetic |dumb |ugly |fat |little |absolute |complete |utter |"
        r"total |bloody |sad |selfish |dirty |filthy |worthless |disgusting |lazy |lying |nasty "
        rf")*{_NOUN}\b"
    ),
    (
        r"\byou (?:fucking|stupid|pathetic|dumb|ugly|worthless|disgusting|absolute|utter|filthy) "
        r"(?:fucking |little |stupid |fat |dumb |ugly )*(?:idiot|moron|loser|bitch|cunt|whore|"
        r"slut|bastard|arsehole|asshole|dickhead|prick|wanker|twat|freak|pig|cow|waste|piece|"
        r"retard|creep|fool)\b"
    ),
    (
        rf"\bwhat a (?:fucking |total |complete |absolute |pathetic |stupid |sad )*{_NOUN} you "
        r"(?:are|must be)\b"
    ),
    (
        r"\b(?:fuck|screw) (?:you|yourself|yourselves|all of you|every one of you|the lot of you|u)"
        r"(?:[.!?;\n]|$|, (?:you|and|i|mate|bitch|idiot|loser)| (?:all|and|bitch|too|mate|for|"
        r"idiot|"
        r"lol|then|both|very|loser|cunt|man)\b)"
    ),
    r"\bgo (?:and )?(?:fuck|screw) (?:yourself|your mum|your mother)\b",
    (
        r"(?:^|[.,!?\n] ?|\b(?:just|and|so|please|you can|now|oh|well|you) )(?:fuck|piss|sod|"
        r"bugger) off\b(?: you| and| mate|[.,!?\n]|$)"
    ),
    (
        r"(?:^|[.,!?\n] ?|\b(?:just|and|so|please|you|now|oh|well) )shut (?:the fuck |the hell |"
        r"your (?:fucking |stupid |fat |ugly )?)(?:up|mouth|face|trap|gob)\b"
    ),
    (
        r"(?:^|[.,!?\n] ?|\b(?:just|and|so|please|now|oh) )shut up(?: you\b| already| now| and "
        r"(?:go|die|get)|[!]+)"
    ),
    (
        r"\b(?:go |please |just |you should |you need to |you ought to |why (?:do not|not) you |"
        r"you can |and |do us (?:all )?a favou?r and |do everyone a favou?r and |so |then |"
        r"better )*(?:kill|hang|neck|shoot|drown|top|unalive|(?:go|just|please|and) off) "
        r"(?:yourself|urself)(?:[.,!?\n]|"
        r" you| already| now| loser| please| and| lol| bitch| idiot|$)"
    ),
    (
        r"\b(?:go|just|please|should|hurry up and|favou?r and) (?:kill|hang|neck|shoot|drown|"
        r"unalive) (?:yourself|urself)\b"
    ),
    (
        r"\b(?:go|please|just|hurry up and|favou?r and|you should|you should all|you need to|you "
        r"deserve to|you ought to|you can) (?:and |all |just )*(?:die|drop dead|rot in hell|burn "
        r"in hell|rot|end your life|end it all|jump off (?:a|the))\b(?:[.,!?\n]| you| already| "
        r"in| and| bridge| cliff| slowly| alone|$)"
    ),
    (
        r"\b(?:nobody|no one|noone) (?:here |even |ever |really |actually |will ever |would ever "
        r"|could ever )*(?:likes?|loves?|wants?|cares? about|gives? a (?:shit|fuck|damn) about|"
        r"respects?|needs?) you\b"
    ),
    (
        r"\b(?:world|everyone|everybody|we|they|family|kids|all of us) (?:would|will|is|are) "
        r"(?:all |be |so |much )*better (?:off )?without you\b"
    ),
    (
        r"\b(?:i|we) (?:really |sincerely |fucking |honestly |all )?(?:hope|wish) (?:that )?you "
        r"(?:would |will |all |just |fucking )*(?:die|suffer|rot|get cancer|get hit|kill "
        r"yourself|never recover|end up dead|choke|burn|get raped|get what you deserve|were dead|"
        r"had died|drop dead)\b"
    ),
    (
        r"\byou (?:really |fully |totally |clearly |truly |only )?(?:deserve|deserved) (?:to "
        r"(?:die|suffer|be (?:abused|raped|alone|hit|beaten|hurt|miserable))|everything you got|"
        r"what (?:you got|he did|she did|happened)|to rot|the abuse|no (?:love|friends|help))\b"
    ),
    (
        r"\byou (?:make me (?:sick|want to (?:vomit|puke|be sick))|disgust me|are (?:dead|"
        r"nothing) to (?:me|us)|are nothing[.,!\n]|are a nobody|mean nothing to (?:me|us))"
    ),
    (
        r"\bi (?:fucking |really |absolutely )?(?:hate|despise|detest|loathe) (?:you|all of you|"
        r"you people|you all|your guts)(?:[.,!?\n]| so much| all| and| people|$)"
    ),
    (
        r"\b(?:you are|your|you were) (?:only |just |obviously |clearly )*(?:doing (?:it|this)|"
        r"saying (?:it|this)|here|faking(?: it)?|making (?:it|this) (?:all )?up|posting(?: this)?)"
        r" (?:just )?for (?:the )?(?:attention|sympathy|pity|likes)\b"
    ),
    (
        r"\b(?:you|your) (?:should|need to|deserve to|ought to) (?:have )?(?:be|been) (?:aborted|"
        r"locked up|put down|sectioned|sterili[sz]ed|ashamed of yourself|drowned|shot|slapped)\b"
    ),
    (
        r"\b(?:get|f|fuck|crawl|go) (?:the fuck |the hell |back )?(?:out of here|back to (?:your "
        r"(?:own )?country|where you came from|africa|your hole))(?: you|[.,!?\n]|$)"
    ),
    (
        r"\byou should (?:have|of) (?:never been born|killed yourself|died|been aborted|"
        r"succeeded|finished the job)\b"
    ),
    (
        r"\b(?:eat shit|suck my (?:dick|cock|balls)|kiss my arse|choke on it|drink bleach|go "
        r"drink bleach|lick my)\b"
    ),
    r"\b(?:what|wtf) (?:the (?:fuck|hell) )?is wrong with you(?: people)? you\b",
)

THREAT: Final[tuple[str, ...]] = (
    (
        r"\bi (?:will|am going to|swear i will|might|could|want to|would love to|am coming to|"
        r"shall|promise i will) (?:[a-z']+ ){0,2}?(?:kill|hurt|stab|shoot|beat|rape|murder|"
        r"strangle|find|hunt|destroy|slap|punch|smash|batter|attack|ruin|track|burn|fuck) (?:all "
        r"of )?(?:you|your (?:face|family|kids|head|house|mum|teeth))(?: up| down| to death| out|"
        r" and|[.,!?\n]| when| if| in| so|$)"
    ),
    (
        r"\b(?:i know|we know|i will find out|i found out|i can find out) where (?:you|your "
        r"(?:kids|family|mum)) (?:live|lives|work|sleep)(?:[.,!?\n]|$| and| so| mate| bitch| you)"
    ),
    (
        r"\b(?:watch your back(?:[.,!?\n]|$| mate| bitch| because| i)|you are (?:a )?dead "
        r"(?:man|woman|meat)(?:[.,!\n]|$)|you will "
        r"(?:pay|regret (?:it|this))(?: for|[.,!\n]|$)|i am coming for you|you better (?:sleep "
        r"with|run)|see what happens to you|i have got your (?:ip|address)|i will (?:dox|post "
        r"your))"
    ),
    (
        r"\bsomeone (?:should|needs to|ought to) (?:[a-z]+ )?(?:kill|shoot|stab|beat|rape|hang|"
        r"teach|slap) (?:you|him|her|them)(?: up| a lesson|[.,!\n]|$)"
    ),
)

_GROUPS: Final = (
    r"(?:gays|gay (?:people|men|guys|folk)|lesbians|lesbian women|homosexuals|queers|bisexuals|"
    r"trans (?:people|women|men|folk|kids)|transgender(?:s| people| women| men)|transsexuals|"
    r"blacks|black (?:people|men|women|folk|guys|kids)|whites|asians|asian (?:people|men|women)|"
    r"muslims|muslim (?:people|men|women)|jews|jewish (?:people|men|women)|hindus|sikhs|"
    r"christians|"
    r"immigrants|migrants|illegal immigrants|refugees|asylum seekers|foreigners|gypsies|"
    r"travellers|roma|romanians|poles|polish people|pakistanis|indians|africans|arabs|somalis|"
    r"nigerians|chinese people|the chinese|bangladeshis|mexicans|turks|disabled (?:people|kids|"
    r"men|women)|the disabled|cripples|autistic (?:people|kids)|autistics|women|females|"
    r"feminists|"
    r"the homeless|homeless people|addicts|junkies|mentally ill people|the mentally ill|"
    r"schizophrenics|fat people|old people|"
    r"muslim immigrants|black immigrants|people like you|your kind|those people|these people|"
    r"your (?:people|race|religion))"
)
_ALL_OF: Final = (
    r"(?:all |the |these |those |fucking |most |every |you |dirty |filthy |stupid |bloody |damn |"
    r"of |any |every single |disgusting )*"
)
HATE: Final[tuple[str, ...]] = (
    (
        r"\b(?:hate|despise|loathe|detest|can not stand|am disgusted by|am sick of|have had it "
        r"with|want to (?:kill|hurt|beat up|shoot|hit|punch|stab|gas|rape|murder)|would love to "
        rf"(?:kill|hurt|shoot|beat)|going to (?:kill|hurt|shoot|beat)) {_ALL_OF}{_GROUPS}\b"
    ),
    (
        rf"\b{_GROUPS} (?:are|is|being|will always be|have always been) (?:all |just |nothing "
        r"but |nothing more than |such |a bunch of |fucking |so |really |basically |literally |"
        r"the |like |a |an |bloody |always |naturally |mostly |absolute |no more than )*(?:scum|"
        r"vermin|animals|disgusting|parasites|subhuman|sub human|inferior|trash|filth|filthy|"
        r"evil|criminals|rapists|terrorists|plague|disease|cancer|cockroaches|rats|pigs|dogs|"
        r"apes|monkeys|savages|stupid|worthless|dirty|thieves|scroungers|freaks|perverts|"
        r"paedophiles|pedophiles|pedo|groomers|vile|abominations?|an abomination|garbage|"
        r"leeches|lazy|mentally ill|sick in the head|degenerates?|repulsive|unnatural|whores|"
        r"sluts|liars|dumb|idiots|invaders|ruining|destroying|the problem|the enemy|not people|"
        r"aliens|burden|useless|backward|primitive|violent)\b"
    ),
    (
        rf"\b{_GROUPS} (?:all |should all |just )?(?:should|deserve to|need to|must|ought to|do "
        r"not deserve to|have to|can all|can) (?:all |just |only )*(?:die|suffer|rot|burn|hang|"
        r"be (?:shot|killed|hanged|hung|gassed|deported|sterili[sz]ed|beaten|wiped|exterminated|"
        r"put down|locked up|burned|burnt|raped|banned|removed|eradicated|executed|punished|"
        r"slaughtered|stoned|whipped|enslaved|sent back|segregated)|go back|get out|go home|"
        r"leave|disappear|know their place|shut up|stay in the kitchen|drown)\b"
    ),
    (
        r"(?:^|[.,!?\n\"'] ?|\b(?:we should|we must|let us|someone should|should|just|time to|"
        r"want to|need to|and|i will|please|gotta|must) )(?:kill|gas|shoot|hang|deport|"
        r"exterminate|burn|lynch|bomb|wipe out|get rid of|drown|slaughter|castrate|sterili[sz]e|"
        rf"string up|ban|fuck|rape|stab|eradicate) (?:all of )?{_ALL_OF}{_GROUPS}\b"
    ),
    (
        rf"\b(?:death to|no (?:more )?|down with|keep out|get out) {_ALL_OF}{_GROUPS}(?:[.,!\n]|"
        r"$| here| allowed)"
    ),
    (
        rf"\b(?:i|we) (?:wish|hope|pray) {_ALL_OF}{_GROUPS} (?:would|will|all|just|were|"
        r"could)? ?(?:all "
        r"|just )?(?:die|disappear|vanish|suffer|drown|burn|dead|go away|go home|get (?:killed|"
        r"shot|raped|beaten|cancer|hit|what))"
    ),
    (
        r"\b(?:only good|world (?:would be|is) (?:a )?better (?:off )?(?:place )?without|"
        r"country (?:would be|is) better (?:off )?without|nothing worse than|send back) "
        rf"{_ALL_OF}{_GROUPS}"
        r"\b"
    ),
)

# Phrases that deny: their own "not" does not undo them.
HATE_BY_DENIAL: Final[tuple[str, ...]] = (
    (
        rf"\b{_GROUPS} (?:are|is) (?:just |simply |really )?(?:not (?:really |fully |even |"
        r"real )*(?:human|"
        r"people|welcome|like us|normal|civili[sz]ed|british|one of us)|less than (?:human|"
        r"animals|us)|no better than (?:animals|dogs|rats))\b"
    ),
    (
        rf"\b{_GROUPS} (?:should|must|do|can) (?:not|never) (?:deserve (?:to )?|have (?:the "
        r"right to |any )?|get |be (?:allowed|permitted|able|given|let|treated|trusted|"
        r"considered) ?(?:to |in |into |near |as )?)(?:[a-z]+ )?(?:exist|live|breathe|vote|"
        r"rights|marry|here|our|this|the|work|human|humans|people|respect|jobs|equal|reproduce|"
        r"breed|adopt|children|kids|country)\b"
    ),
)

# Ordinary uses of a word that is also a slur.
HOMONYMS: Final = (
    r"\bchinks? (?:in|of)\b|\bspic (?:and|n|'n') span|\bmaine coons?|\bcoon (?:cat|dog|hound)s?|"
    r"\bspastic (?:colon|bladder|bowel|quad\w*|diplegia|"
    r"paraplegia|paralysis|muscles?|hemiplegia|cerebral|legs?|gait|dysphonia|ca)|\bfaggots? "
    r"(?:and|with|in|for) (?:peas|chips|mash|gravy|onion|tea|dinner)|"
    r"\bpork faggots?|\bpeas and faggots|\bretards? (?:the |their |its |plant )?(?:growth|"
    r"progress|development|spread|evaporation|flame)|\byid army|"
    r"\btranny (?:van|fluid|radio|gear ?box|box|swap|oil|mount)|"
    r"\bfaggots? (?:at|from) the (?:butcher|chippy|market|shop)|\b(?:cooked|ate|eat|eating|"
    r"made|cook|"
    r"fried|delicious|butchers?'?s?|peas|gravy) (?:[a-z]+ ){0,3}faggots?|\bfaggots? (?:you |we "
    r"|i |they )?"
    r"(?:cooked|made|ate|fried|were (?:delicious|tasty|lovely))|\bcarrie coon|\bspastics "
    r"society|\bcoon's (?:age)"
)
