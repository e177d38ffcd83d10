"""Acts and ways of the crisis rule, and the weak signs; for the ``words`` view.

``METHOD`` is a mild sample that shows the structure: the clinical list is loaded from a file that
only named staff can read.
"""

from __future__ import annotations

from typing import Final

_ANY_MORE: Final = r"(?: any ?more| any longer)"
_PILLS: Final = (
    r"(?:pills?|tablets?|tabs|capsules|meds|medication|medicine|medicines|painkillers|"
    r"antidepressants|sleepers|paracetamol|ibuprofen|aspirin|codeine|tylenol|"
    r"[a-z]{3,}(?:apine|pam|zodone|pram|done|oxetine|traline|triptyline|butrin|fen|lol|dryl))"
)
_NUMBER: Final = (
    r"(?:[1-9][0-9]+|twenty|thirty|forty|fifty|sixty|eighty|ninety|a hundred|hundreds|dozens|tons|"
    r"handfuls?|a (?:whole |big |huge )?(?:handful|fistful)|another handful)"
)

# What has been done, or is being done now.
ACT: Final[tuple[str, ...]] = (
    (
        r"\b(?:took|taken|taking|swallowed|swallowing|downed|downing|ate|popped|popping|ingested|"
        r"chugged) (?:about |around |like |over |almost |nearly |roughly |maybe |all |up to )*"
        rf"{_NUMBER} (?:of |my |those |the |different |strong |[a-z]{(4,)} ){{0,3}}?{_PILLS}\b"
    ),
    (
        r"\b(?:took|taken|swallowed|downed|ingested) (?:about |around |like |over |almost |"
        r"nearly )*"
        r"(?:[3-9][0-9]{3}|[0-9]{2,3},?[0-9]{3}) ?(?:mg|milligrams?)\b"
    ),
    (
        r"\b(?:took|taken|swallowed|downed|ate|emptied|finished) (?:both|two|three|several|all|the "
        r"(?:whole|entire|rest of the)) (?:of )?(?:the |my |those |these )?(?:bottles?|packs?|"
        rf"packets?|boxes|box|strips?)(?: of (?:[a-z]+ )?{_PILLS})?\b"
    ),
    (
        r"\b(?:drank|drunk|drinking|swallowed|downed|chugged) (?:some |a |the |my |half |whole |"
        r"bottle |cup |glass |of |all )*(?:bleach|anti ?freeze|(?:windshield|windscreen|washer|"
        r"brake|cleaning|lighter) (?:washer )?fluid|drain cleaner|weed ?killer|detergent|"
        r"disinfectant|petrol|nail varnish remover|rat poison|poison)\b"
    ),
    r"\bi am (?:currently |literally |about to |going to )?(?:overdosing|overdose)\b",
    r"\boverdosing (?:right now|now|tonight|as i)\b",
    (
        r"\b(?:noose|belt|rope|cord|cable|bag|plastic bag|ligature|sheet|scarf)"
        r" (?:is |tied |tight |wrapped )*(?:around|round|on|over) my (?:neck|head|throat)\b"
    ),
    r"\b(?:gun|pistol|barrel|knife|blade|razor) (?:is |was )?(?:in|to|against|at|on) my "
    r"(?:mouth|temple|throat|neck|head|wrists?)\b",
    (
        r"\b(?:sitting|standing|stood|sat|waiting|i am) (?:here )?(?:[a-z]+ ){0,4}?(?:with|next to|"
        r"beside|holding|under) (?:[a-z]+ ){0,4}?(?:a |the |my )(?:rope|noose|gun to|loaded gun)\b"
    ),
    (
        r"\b(?:standing|sitting|stood|sat|i am|here) (?:here )?(?:up )?(?:on|at) (?:the |a )"
        r"(?:edge of|ledge|railing|wrong side|roof of|top of a (?:building|bridge|car park))"
        r"(?: [a-z]+){0,4}? (?:jump|die|end|bridge|building)\b"
    ),
    (
        r"\bby the time (?:you|anyone|anybody|someone|they|people|this) (?:[a-z]+ )?(?:reads?|"
        r"sees?|finds?|is read|get) (?:this|me|it)\b"
    ),
    r"\b(?:to|just|will|might|should) off my ?self\b",
    r"\bi (?:just |really )?want (?:2|too|t) (?:die|kill my ?self)\b",
    r"\brather be dead(?:[.,!?\n]|$| than (?:alive|here|live|this))",
    r"\b(?:think|thinking|thought|dream|fantasi[sz]ing) (?:[a-z]+ )?(?:about|of) (?:just |simply )?"
    r"(?:not waking up|never waking up|not being here any more|not existing|not being alive)\b",
    r"\b(?:looking up|looked up|researching|researched|googling|googled|searching for|searched "
    r"for) "
    r"(?:[a-z]+ )?(?:ways? to (?:die|kill|end)|how to (?:die|kill my|end my|overdose)|suicide)",
    r"\b(?:saving|saved|stockpiling|stockpiled|hoarding|hoarded|storing) (?:up )?(?:all )?(?:of "
    r")?my "
    rf"{_PILLS}\b",
    r"\bi (?:can not|do not think i can) keep my ?self safe\b",
    r"\b(?:do not|can not) trust my ?self (?:to be |being |to stay )?(?:alone|on my own|"
    r"tonight|right "
    r"now|not to|any ?more)\b",
    r"\b(?:on|at|over|near) the (?:edge of the (?:platform|bridge|roof|cliff|building)|platform "
    r"(?:edge|at the edge))\b",
    r"\b(?:happier|relieved|better) if i (?:was|were|am) (?:dead|gone|not (?:here|alive|around))\b",
    r"\bnot (?:see|find|have|think of) (?:a|any|one) (?:single |good )?(?:reason|point)(?: "
    r"left)? (?:to|"
    r"in|of|for) (?:keep |go on |carry on )?(?:live|living|stay alive|being alive|staying alive)\b",
    r"\bpoint (?:of|in) (?:me )?(?:carrying on |keeping on |going on )?(?:living|being alive)\b",
    r"\bi attempted (?:last (?:night|week|weekend)|yesterday|again|[a-z0-9]+ (?:days?|weeks?) ago)"
    r"(?:[.,!?\n]|$| and| but)",
    r"\bwish i had not (?:survived|woken|woke|been found|been saved)\b",
    r"\bsurvived (?:but|and) i wish i (?:had not|did not)\b",
    r"\bknow (?:exactly |just )?how i (?:am going to|will|would|want to) do it\b",
    (
        r"\b(?:look after|take care of|be kind to) my [a-z]+ (?:[a-z]+ ){0,3}(?:when|once|"
        r"after) i am gone\b"
    ),
    r"\bwriting (?:this )?(?:to say |to tell you )?(?:[a-z]+ ){0,3}goodbye\b",
    r"\bdone with (?:life|living)(?:[.,!?\n]|$)",
    r"\b(?:want|wish|hope|like|prefer) to (?:just )?(?:sleep forever|disappear forever|vanish "
    r"forever|cease to (?:be|exist)|stop being alive)\b",
    r"\b(?:can|could|would|will) (?:someone|somebody|anyone|you)(?: please| just)* kill me\b",
    r"\b(?:please|god|someone)(?: just)? (?:kill me|let me die|end me)\b",
    r"\bthe (?:only|one|main) (?:reason|thing) (?:that )?(?:i have not|i did not|stopping me|"
    r"keeping "
    r"me) (?:from )?(?:[a-z]+ )?(?:kill(?:ed|ing) my ?self|alive|end(?:ed|ing) (?:it|my life)|"
    r"committing|committed|done it|here)\b",
    r"\b(?:closer|close|nearer|so ready) to (?:killing my ?self|ending (?:it all|my (?:own )?life)|"
    r"suicide|committing)\b",
)

# "I attempted ten days ago": an attempt, when something near it speaks of death or hospital.
ATTEMPT: Final[tuple[str, ...]] = (
    (
        r"\bi (?:have |had )?(?:just |actually |already |even |recently |literally )*(?:tried|"
        r"attempted) (?:and failed )?(?:to )?(?:(?:kill|unalive|hang|drown|strangle|suffocate|"
        r"choke|shoot|"
        r"poison|gas|starve|smother|asphyxiate) my ?self|end (?:it|my|everything)|take my|"
        r"overdos|commit|jump off|jump in front|slit|die)"
    ),
    r"\b(?:tried|try|trying|attempted|going|want|wanted|planning|about|ready) to "
    r"commit(?:[.,!?\n]|$| "
    r"again| tonight| last| yesterday| when| but| and| because)",
    (
        r"\bi (?:have )?(?:just |recently |already )?attempted(?:[.,!?\n]|$| (?:[a-z0-9]+ )?"
        r"[a-z0-9]+ (?:days?|weeks?|hours?|nights?) ago| last night| last week| yesterday| again| "
        r"twice| once| this| today| and failed| on)"
    ),
    r"\b(?:my|a) (?:[a-z]+ )?(?:last|latest|recent|second|third|fourth|fifth|failed|unsuccessful|"
    r"previous|next|final) attempt\b",
    r"\b(?:survived|failed|botched) (?:my|an|the|another) (?:[a-z]+ )?(?:attempt|overdose)\b",
    r"\bwoke up in (?:the )?(?:hospital|icu|a&e|er|resus|intensive care)\b",
)

METHOD: Final[tuple[str, ...]] = (
    (
        rf"\b(?:will|would|can|could|is|are) (?:taking |about )?(?:[1-9][0-9]+|[0-9]{{2,3}},"
        rf"[0-9]{{3}}|"
        rf"a (?:whole )?(?:bottle|pack|box|packet)) ?(?:of |mg |x )*(?:of )?(?:[a-z]+ )?"
        rf"(?:{_PILLS}|mg|milligrams)(?: of [a-z]+)? (?:be )?(?:do anything|do it|"
        rf"do the (?:job|trick)|kill|"
        r"enough|"
        r"lethal|fatal|deadly|finish me)"
    ),
    (
        rf"\bhow (?:many|much) (?:[a-z0-9]+ ){{0,3}}?(?:{_PILLS}|mg) (?:[a-z]+ ){{0,2}}?(?:wo"
        r"uld|will|"
        r"does|do|should) (?:it take|i (?:need|take|have to take))(?: to (?:die|kill|end|od|"
        r"overdose|not wake)|[.,!?\n]|$)"
    ),
    (
        r"\bhow (?:many|much) (?:[a-z]+ ){0,4}?(?:to (?:die|kill|overdose|end|od)|would (?:kill|"
        r"it take to (?:die|kill))|will kill|does it take to (?:die|kill|overdose)|is (?:lethal|"
        r"fatal|enough to (?:die|kill)))"
    ),
    (
        r"\b(?:best|easiest|quickest|fastest|least painful|painless|most effective|most painless|"
        r"surest|cleanest|peaceful|quick|easy) (?:and (?:[a-z]+ )?)?(?:[a-z]+ )?(?:ways?|"
        r"methods?) (?:to|of|for) (?:die|dying|kill(?:ing)? (?:my|your|one) ?self|end(?:ing)? "
        r"(?:it|it all|my life|your life)|suicide|commit|unalive|death)"
    ),
    r"\b(?:lethal|fatal|deadly) (?:dose|amount|quantity|combination|combo)\b",
    (
        r"\bhow (?:to|do (?:i|you)|can i|would i|should i) (?:[a-z']+ ){0,2}?(?:kill my ?self|"
        r"commit suicide|hang my ?self|end my life|tie a noose|overdose on|die (?:quickly|"
        r"painlessly|without pain|peacefully|fast)|unalive)"
    ),
    r"\b(?:suicide|death) (?:pact|partner|method|methods|kit|forum|bag)\b",
    (
        r"\b(?:anyone|someone|who|anybody|you) (?:[a-z']+ ){0,3}?(?:to |want to |wants to )"
        r"(?:die|end it(?: all)?|kill (?:our|them)selves|ctb|do it) (?:with me|together)\b"
    ),
    r"\b(?:die|end it all|kill ourselves) together\b",
    (
        r"\b(?:bought|got|have|found|ordered|buy|getting|tied|made|set up|stockpil(?:ed|ing)|"
        r"saving up|saved up|hoarding|hoarded) (?:[a-z']+ ){0,3}?(?:noose|rope to hang my ?self|"
        r"rope ready|helium|pills "
        r"to|enough (?:pills|tablets|medication|meds) to|gun to)(?: [a-z']+){0,3}"
    ),
)

# Somebody else's life. Held when it is happening now, otherwise support for the one who worries.
OTHERS: Final[tuple[str, ...]] = (
    r"\b(?:he|she|they|friend|son|daughter|brother|sister|mum|mom|dad|partner|husband|wife|gf|bf) "
    r"(?:is|are|keeps?|has been) (?:[a-z']+ ){0,2}?(?:considering|thinking (?:about|of)|"
    r"contemplating|"
    r"talking about|threatening|planning) (?:suicide|killing (?:him|her|them)sel\w+|"
    r"ending (?:his|her|their) (?:own )?life)",
    (
        r"\b(?:is|are|was|he|she|they|friend|wants|keeps|keep) (?:[a-z']+ ){0,3}?(?:going|about|"
        r"threatening|trying|wants?|planning|tried|attempted|says? (?:he|she|they) (?:will|"
        r"wants? to|is going to)) (?:to )?(?:kill|hang|shoot|drown|hurt|unalive|end) (?:himself|"
        r"herself|themselves|themself|his life|her life|their life|it all)"
    ),
    (
        r"\b(?:he|she|they|friend|son|daughter|brother|sister|mum|dad|partner|husband|wife) "
        r"(?:is|are|has been|feels?|seems?) (?:[a-z']+ ){0,2}?suicidal\b"
    ),
    (
        r"\b(?:he|she|they|friend|son|daughter|brother|sister|mum|dad|partner|husband|wife) "
        r"(?:has |have )?(?:just )?(?:taken|took) an overdose\b"
    ),
)

# Each may be about a job or a lease; beside another sign it is more likely about a life.
SOFT: Final[tuple[str, ...]] = (
    r"\b(?:want|going|ready|need|try|trying|decided|about|time|tempted|have|plan|planning|thinking "
    r"(?:of|about)|how) (?:to )?(?:just |finally |really )*(?:end it|end this|ending it|ending "
    r"this|end things|ending things|finish it)(?:[.,!?;\n]|$| all| now| tonight| soon| and| for "
    r"good| but| because| so| i\b)",
    r"\bi (?:am|will|might|may) (?:just |really |actually |finally )*(?:going to )?(?:do|be doing|"
    r"doing) it (?:tonight|today|tomorrow|soon|this (?:week|weekend|time)|on [a-z]+day)\b",
    r"\bi am (?:really |actually |finally |just )*going to do it(?:[.,!?\n]|$)",
    r"\b(?:go|going|gone) through with it\b",
    r"\bi (?:have |already have |have got )(?:made |got )?(?:a|my) (?:plan|date|method|way out)"
    r"(?:[.,!?;\n]|$| and| set| for (?:it|when|how))",
    r"\bi (?:have )?(?:set|picked|chosen) (?:a|the|my) (?:date|day)\b",
    r"\b(?:wrote|written|writing|left|leaving|write) (?:my|a|the|out my) (?:notes?|letters?)"
    r"(?:[.,!?;\n]|$| "
    r"to my| "
    r"for my| already| and)",
    r"\bthis is (?:it|the end|goodbye|my goodbye)(?:[.!\n]|$| for me)",
    r"\b(?:will|am) not (?:going to )?be (?:here|around) (?:by|after|next|tomorrow|when|for)\b",
    r"\b(?:catch|catching) the bus\b",
    r"\bend me\b",
    r"\bdo something (?:stupid|drastic|i can not take back)\b",
    r"\bi have (?:got )?(?:the|a|my) (?:rope|noose|blade|razor)(?:[.,!\n]|$| ready| here| in)",
    r"\bi am on the (?:bridge|roof|ledge|tracks)\b",
    r"\b(?:given|gave|giving) (?:away )?(?:all )?my (?:[a-z]+ ){1,3}away\b|\b(?:sorted|sorting)"
    r" (?:out )?"
    r"my things\b",
    r"\b(?:can not|could not) live (?:with|in) (?:this|the|so much) (?:pain|hell)\b",
    r"\bready to go(?: now)?(?:[.,!\n]|$)",
    (
        r"\b(?:think|thinking) (?:about|of) (?:death|dying) (?:constantly|all the time|every|a "
        r"lot|all day)"
    ),
    r"\bplanning to do it (?:on|tonight|soon|this|in|when)\b",
    r"\btonight(?: is|'s|s) the night\b",
    r"\bmade (?:up my mind|my mind up)(?:[.,!\n]|$)",
    r"\bgoodbye(?: everyone| all| friends| to you all| world| forever)?(?:[.,!\n]|$)",
    r"\b(?:my|the|these|all (?:of )?(?:the|my)) (?:pills|tablets|meds) (?:in front of|next to|"
    r"beside|"
    r"ready|waiting|in my hand|lined up)\b",
    r"\bi (?:just )?want (?:it|everything|this|the pain) (?:all )?to (?:be over|stop|end)\b",
    (
        r"\b(?:wish|want) i (?:could |would )(?:just )?(?:disappear|vanish|sleep for ?ever|not "
        r"exist)\b"
    ),
    r"\bgive (?:away|away all) my (?:things|stuff|belongings|possessions)\b",
)

# Each alone is an ordinary bad day; several different ones together are not.
WEAK: Final[tuple[str, ...]] = (
    r"\bi can not keep going\b",
    r"\bi want out(?:[.,!\n]|$)",
    r"\bi have had enough(?:[.,!\n]|$| of (?:life|everything|it all))",
    r"\bno more pain\b",
    r"\b(?:it is|my) time(?:[.!\n]|$)",
    (
        r"\b(?:you were|you have been|you are) (?:all )?(?:lovely|so kind)|\bthank you for "
        r"everything\b"
    ),
    rf"\bi can not (?:do (?:this|it)|take (?:this|it)|go on|carry on|cope){_ANY_MORE}",
    r"\bi (?:just )?want to (?:disappear|vanish|fade away|give up)\b",
    r"\b(?:there is )?no (?:hope|way out|future)(?: left| for me)?\b",
    r"\b(?:i am|feel like|being|just) (?:such )?a (?:burden|waste of space|waste of oxygen)\b",
    r"\b(?:no one|nobody) would (?:even )?(?:care|notice|miss me)\b",
    r"\bi (?:am|have) (?:giving|given) up(?: on (?:life|everything|myself|living))?\b",
    r"\b(?:i am )?(?:so )?tired of (?:everything|life|fighting|trying|it all|pretending)\b",
    r"\bi hate (?:my ?self|my life|being alive|being me|living|existing)\b",
    r"\b(?:i am )?(?:so )?sorry (?:everyone|to everyone|mum|for everything)\b",
    rf"\bdo not want to (?:live|exist|be|do this|be here|go on) ?(?:like this)?{_ANY_MORE}?\b",
    r"\bi do not (?:see|have) (?:a|any) (?:future|point|reason)\b",
    r"\b(?:what is|there is no) (?:the )?point\b",
    (
        r"\bi (?:feel|am) (?:so |just |completely |totally )*(?:empty|numb|worthless|hopeless|"
        r"dead inside|broken)\b"
    ),
    r"\bi deserve (?:to suffer|this pain|nothing|to be punished)\b",
)
