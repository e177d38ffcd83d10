"""The phrases of the crisis rule, for the ``words`` view.

That view is lower case with contractions written out ("do not", "going to", "i am") and
abbreviations and masks undone, so each phrase is written once. Acts, ways and weak signs are in
``crisis_acts``.
"""

from __future__ import annotations

from typing import Final

# Up to a few small words between.
FEW: Final = r"(?:[a-z'\x7f]+,? ){0,3}"
_SOME: Final = r"(?:[a-z'\x7f]+,? ){0,5}"
ANY_MORE: Final = r"(?: any ?more| any longer)"
_STOP: Final = r"(?:[.,!?;:)\n]| and\b| but\b| because\b| so\b| or\b| i\b|$)"

_DIE: Final = (
    r"(?:die\b|be dead\b|be gone forever|kill my ?self|end (?:it all|my (?:own |fucking )?(?:life|"
    r"existence|pain|suffering)|my ?self|everything)|"
    r"not (?:be here|be alive|exist|wake up|live)\b|stop (?:existing|living|being alive)|cease "
    r"to exist|"
    r"never wake (?:up)?|sleep forever|unalive|commit suicide|take my (?:own )?life|hang my ?self|"
    r"shoot my ?self|drown my ?self|do my ?self in|off my ?self|top my ?self|delete my ?self|"
    r"slit my|blow my (?:brains|head)|jump (?:off|in front|from)|overdose|leave this (?:world|"
    r"earth|life)|"
    r"be six feet under|join (?:him|her|them) in heaven|go to sleep and (?:not|never)|fall "
    r"asleep and (?:not|never))"
)
_WANT: Final = (
    r"(?:want|wanted|wanting|wish|wishing|need|long|longing|hope|hoping|ready|going|about|"
    r"prepared|plan|planning|"
    r"planned|intend|intending|decided|trying|tried|try|tempted|prefer|urge|urges|desire|"
    r"starting|due|love|like|deserve|"
    r"supposed|just have|have|determined|able|brave enough|scared)"
)

INTENT: Final[tuple[str, ...]] = (
    # Wanting to.
    rf"\b{_WANT} to (?:[a-z']+ ){{0,2}}?{_DIE}",
    (
        r"\bi (?:will|might|may|could|should|would|shall|must|can) (?:[a-z']+ ){0,3}?(?:kill "
        r"my ?self|"
        r"end my (?:own )?life|end it all|hang my ?self|take my (?:own )?life|commit suicide|do "
        r"my ?self in|jump (?:off|in front)|overdose)"
    ),
    r"\bi (?:just |really |honestly |literally |fucking |so )*wan(?:t|na) (?:to )?die\b",
    (
        r"\b(?:feel|feeling|felt|fell) like (?:i (?:want|need|should) to |i should |just "
        r")?(?:committing suicide|killing "
        r"my ?self|dying\b|kill my ?self|ending (?:it all|my (?:own )?life|everything)|die\b|i "
        r"am going to kill my ?self|jumping (?:off|in front)|suicide)"
    ),
    (
        r"\b(?:think|thinking|thoughts?|thinks|contemplat(?:e|ing)|consider(?:ing)?|"
        r"fantasi[sz](?:e|ing)|dream(?:ing)?|obsess(?:ed|ing)|urges?|plans?|planning|close to|"
        r"verge of|point of|edge of|talk(?:ing)? my ?self out of|idea) (?:[a-z']+ ){0,2}?(?:about "
        r"|of |with |on |for |to )(?:[a-z']+ ){0,2}?(?:suicide|killing my ?self|ending (?:it all|"
        r"my (?:own )?life|my ?self|everything)|taking my (?:own )?life|hanging my ?self|jumping "
        r"(?:off|in front)|how (?:to|i would|i will) (?:kill my ?self|end it|die)|unaliving|"
        r"dying every|my (?:own )?(?:suicide|death|funeral))"
    ),
    # The act.
    (
        r"\b(?:kill|killing|unalive|hang|hanging|shoot|shooting|drown|drowning|poison|gas|"
        r"gassing) my ?self\b"
    ),
    (
        r"\b(?:end|ending|take|taking|finish|finishing|ended) my (?:own |fucking |miserable |"
        r"pathetic |shitty |worthless )*(?:life|existence)\b"
    ),
    r"\b(?:end|ending) it all\b",
    (
        r"\b(?:thinking (?:of|about)|thought (?:of|about)|ready for|considering|want to be) "
        r"(?:just )?ending it(?:[.,!?\n]|$| now| soon| tonight)"
    ),
    (
        r"\b(?:commit|committing|attempt|attempting|do|attempted|committed|try|trying|tried) "
        r"(?:the )?suicide\b"
    ),
    r"\b(?:slit|slitting|cut|cutting) (?:my|open my) (?:own )?(?:throat|wrists? open|veins?)\b",
    r"\bslit(?:ting)? my wrists?\b",
    r"\bblow(?:ing)? my (?:fucking )?(?:brains?|head) (?:out|off)\b",
    r"\b(?:put|putting) a (?:bullet|gun) (?:in|through|to) my (?:head|brain|skull|mouth|temple)\b",
    (
        r"\b(?:jump|jumping|throw my ?self|throwing my ?self|step|stepping|walk|walking|run|"
        rf"running|drive|driving|crash|crashing) {FEW}(?:off|in front of|under|into|from) (?:a |"
        r"the |an |my |some |that |oncoming )*(?:bridge|roof|building|train|trains|tube|cliff|"
        r"balcony|ledge|car park|bus|lorry|truck|traffic|tree|tracks?|river|motorway|wall|sea|"
        r"ocean)\b"
    ),
    (
        r"\b(?:took|taken|swallowed|overdosed on|downed) (?:[a-z']+ ){0,3}?(?:overdose|all (?:of "
        r")?my (?:[a-z]+ )?(?:pills|tablets|meds|medication)|(?:a |the )?(?:whole|entire|full|"
        r"handful|load|loads|bottle|bunch|lot|packet|box|pack|strip|ton)(?: of)? "
        r"(?:[a-z]+ ){0,2}(?:pills"
        r"|"
        r"tablets|meds|medication|paracetamol|painkillers|sleeping|ibuprofen)|too many (?:[a-z]+ "
        r")?(?:pills|tablets|meds|painkillers)|[1-9][0-9]+ (?:[a-z]+ )?(?:pills|tablets|"
        r"paracetamol))"
    ),
    (
        r"\b(?:want|going|need|ready|thinking (?:of|about)|feel like|about|tempted|plan|planning|"
        r"try|trying|urge|i will|will|might) (?:to )?(?:take |taking )?(?:an )?overdos(?:e|ing)\b"
    ),
    r"\bi (?:have |just |have just )?overdosed\b",
    # Not wanting to live.
    (
        r"\b(?:do|did|does|would|will|can|could) (?:just |really |honestly |literally )*not "
        r"(?:really |even |just |fucking |actually )*(?:want|wanna|wish|care|deserve|need|like|"
        r"bear)(?: to)? (?:be alive|be living|live|exist|be existing|be on this (?:earth|planet)"
        r"|be in this world|being alive|existing|living|keep living|go on living|stay alive|"
        rf"carry on living|continue living|keep existing|see tomorrow|be me){ANY_MORE}?(?: if| "
        rf"tomorrow| again)?{_STOP}"
    ),
    (
        r"\b(?:do|did) (?:just |really )?not (?:really |even |just |fucking )*want to be "
        rf"(?:here|around){ANY_MORE}"
    ),
    (
        r"\bdo (?:just |really |honestly )?not (?:really |even |ever |just )*want to wake "
        rf"up(?:{ANY_MORE}| tomorrow| again| ever|[.,!?\n]|$)"
    ),
    rf"\bnot want(?:ing)? to (?:be alive|live|exist|wake up)(?:{ANY_MORE}|{_STOP})",
    (
        r"\b(?:can|could) not (?:live|go on living|keep living|stay alive|bear to live|exist|"
        rf"stand living){ANY_MORE}?{_STOP}"
    ),
    (
        r"\b(?:do|would) not (?:really |even |actually )*(?:care|mind|matter) if i (?:live|die|"
        r"died|lived|am alive|was dead|were dead|wake up|woke up|never woke|get hit|got hit|"
        r"exist)"
    ),
    (
        r"\b(?:wish|wishing|wished|hope|hoping|pray|praying|prayed|rather) (?:that |every "
        r"(?:night|day) |for |to god )?(?:i |my life )(?:[a-z']+ ){0,3}?(?:dead|die\b|died|dying|"
        r"not alive|never (?:been )?born|not (?:been )?born|not exist|did not exist|stop "
        r"existing|not wake(?: up)?|never wake|never woke|not be alive|not here any ?more|get "
        r"hit by|got hit by|end soon|was over|would end)"
    ),
    (
        r"\bwish (?:i|my life|i was|i were) (?:[a-z']+ ){0,2}?(?:gone for good|gone forever|"
        r"never existed|had never existed|would just end)"
    ),
    (
        r"\bi should (?:be dead|have died|have never been born|not be alive|just die|not exist|"
        r"not be here any ?more)\b"
    ),
    (
        r"\bbetter off (?:dead|if i (?:was|were|am) (?:dead|gone|not (?:here|alive|around)|no "
        r"longer)|if i (?:died|disappeared|did not exist|killed)|without me)"
    ),
    (
        r"\bbetter (?:off )?(?:place )?(?:without me(?: in it| here| around| alive)?|if i (?:was|"
        r"were) (?:dead|gone|not (?:here|alive|around))|if i (?:died|did not exist|killed))"
    ),
    (
        r"\b(?:no|nobody|no one|none|nobody's) (?:[a-z']+ ){0,4}(?:care|cares|notice|miss me|"
        r"missed|sad|bother)(?: [a-z']+){0,2} if i (?:died|die|killed|was dead|were dead|was "
        r"gone|were gone|disappeared|ended|am dead|am gone|stopped existing)"
    ),
    (
        r"\b(?:no|any|not any|without a|not a|little) (?:reason|point|will|purpose|desire|"
        r"energy|strength|motivation|wish|interest) (?:left |at all )?(?:to|in|of|for) (?:me "
        r"(?:to |in )?)?(?:keep "
        r"|go on |carry on |continue )?(?:live|living|be alive|being alive|exist|existing|stay "
        r"alive|staying alive|being here any ?more|go on\b|carry on\b)"
    ),
    (
        r"\b(?:nothing|no one|anything|nobody) (?:left )?(?:to live for|worth living for|to keep "
        r"me (?:here|alive))\b"
    ),
    (
        r"\b(?:life|living) (?:is|was|feels?|seems?|does not feel|does not seem) (?:just |really "
        r"|simply |so )*(?:not worth (?:living|it any ?more)|pointless and not worth|hardly "
        r"worth living|barely worth living|no longer worth|too painful to live)"
    ),
    (
        r"\b(?:tired|sick|exhausted|done|bored|fed up|finished) (?:of|with) (?:being alive|"
        r"living(?: this life)?(?:[.,!?;\n]|$| and\b| any\b| i\b)|existing\b|breathing\b|"
        r"this life\b|waking up every\b)"
    ),
    (
        r"\b(?:lost|losing) (?:the|my|all) (?:will|desire|reason|motivation|want) to (?:live|go "
        r"on|be alive|exist|carry on)\b"
    ),
    # Saying that one is suicidal.
    (
        r"\bi (?:am|feel|have been|was|been|get|got|become|became|have become|have felt|felt|"
        r"keep feeling|keep getting|am getting|am feeling|still feel|am still) (?:[a-z']+ "
        r"){0,4}?suicida"
        r"l\b"
    ),
    (
        r"\b(?:feeling|feel|been|being|am|getting|actively|passively|very|so|really|extremely|"
        r"always|constantly|still|again|severely|become|becoming) suicidal\b"
    ),
    (
        r"\b(?:suicidal|suicide) (?:thoughts?|ideations?|ideas|feelings|urges|tendencies|"
        r"thinking|intent|impulses?|again|tonight|right now|plan|note|letter|attempt|pact)\b"
    ),
    (
        r"\b(?:intrusive |constant |dark )?thoughts of (?:suicide|death|dying|ending (?:it|my)|"
        r"killing my)"
    ),
    (
        r"\bsuicide (?:is|seems|feels|looks|sounds) (?:like )?(?:my |the |a |so |an )*(?:only "
        r"(?:way|option|answer|solution|escape|choice)|best (?:way|option|answer|solution|choice)"
        r"|right (?:thing|choice)|easiest|tempting|appealing|inevitable|better (?:than|option)|"
        r"relief)"
    ),
    r"\bmy (?:own |inevitable |eventual |upcoming |planned |future )*suicide\b",
    r"\b(?:consider|considering|considered|contemplate|contemplating|planning|attempting|"
    r"ready for|succumb to) "
    r"(?:[a-z']+ ){0,2}?(?:suicide|killing my ?self|ending my (?:own )?life|ending it all|"
    r"my (?:own )?(?:death|funeral)|taking my (?:own )?life|hanging my ?self|overdosing|"
    r"jumping (?:off|in front))\b",
    r"\bsuicide (?:is |has been |was |keeps )?(?:always |constantly |just |never far )?(?:on|"
    r"crossing|"
    r"crossed|entering|in|from) my mind\b",
    # Goodbyes.
    (
        r"\b(?:my|this is (?:my|the)|these are my) (?:very )?(?:last|final) (?:post|message|"
        r"goodbye|goodbyes|words|note|letter|day alive|night alive|day on (?:this )?earth|night "
        r"on (?:this )?earth)\b"
    ),
    r"\b(?:goodbye|good bye|farewell|bye) (?:cruel )?(?:world|forever)\b",
    (
        r"\b(?:written|wrote|writing|finished|write) (?:my |a |the |all my |out my )*(?:suicide |"
        r"goodbye |final |farewell )(?:note|notes|letter|letters)\b"
    ),
    (
        r"\b(?:will|going to) (?:not |no longer |never )?be (?:dead|gone for good|gone forever|"
        r"alive) (?:soon|by|tomorrow|tonight|after|in the morning|next|much longer|for much "
        r"longer|when)\b"
    ),
    (
        r"\b(?:will|am|are) not (?:going to )?be (?:alive|here|around) (?:much longer|for much "
        r"longer|any ?more|by (?:tomorrow|morning|the weekend|christmas|the end))\b"
    ),
    (
        r"\b(?:tonight|today|tomorrow) (?:is|will be) (?:the|my) (?:last|final) (?:night|day)(?: "
        r"(?:alive|on earth|here|of my life)|[.!\n]|$)"
    ),
    (
        r"\b(?:i am |i want |i think i am |it is time )(?:ready )?to (?:go now forever|meet my "
        r"maker|end this life|leave this world|rest forever|check out for good)\b"
    ),
    r"\bctb\b",
    r"\b(?:today|tonight|now) i (?:will |am going to |want to )?(?:die|end it all|end my life)\b",
    (
        r"\b(?:i am )?going to (?:end|finish) (?:it|things|everything) (?:all )?(?:tonight|today|"
        r"now|tomorrow|this week|soon|once and for all|for good)\b"
    ),
    (
        r"\bi (?:want|need|have|just want) (?:it|this|everything|my life|life|all of it|the pain)"
        r" (?:all )?to (?:be over|end|just end) (?:forever|for good|permanently|so i can die)\b"
    ),
    r"\bi (?:just |really |honestly )*want (?:my life|life) to (?:end|be over)\b",
    r"\b(?:plan|planning|planned|going) to die\b",
    r"\bkill me(?: now| please| already)?(?:[.!]|$| please| i am serious)",
    r"\bsomeone (?:please |just )*kill me\b",
    (
        r"\b(?:can|could|will) (?:i|someone) (?:please |just )*(?:just )?(?:die|kill me) "
        r"(?:already|now|please)"
    ),
    r"\bi am (?:just )?(?:going|ready|about|planning|waiting) to die\b",
    (
        r"\bi (?:do not|can not) see (?:a|any|myself having a) (?:future|way out)(?: for (?:me|"
        r"myself))? (?:except|other than|but|apart from) (?:death|dying|suicide|ending)"
    ),
    (
        r"\bdeath (?:is|seems|feels|sounds|would be) (?:like )?(?:[a-z']+ ){0,3}(?:only (?:way|"
        r"option|escape|answer)|a relief|so peaceful|better than (?:this|living)|the answer|"
        r"welcome|easier|comforting|appealing)"
    ),
    (
        r"\b(?:crave|craving|want|welcome|beg for|begging for|long for|longing for|ready for|"
        r"waiting for|wishing for|praying for|wish for|pray for) (?:my (?:own )?)?death\b"
    ),
)

SELF_HARM: Final[tuple[str, ...]] = (
    (
        r"\b(?:cut|cutting|cuts|burn|burning|burnt|burned|hurt|hurting|harm|harming|harmed|"
        r"scratch|scratching|hit|hitting|injure|injuring|stab|stabbing|punch|punching|starve|"
        r"starving|bruise) my ?self\b"
    ),
    (
        r"\b(?:cut|cutting|slash|slashing|slashed|slice|slicing|sliced|burn|burning|burned|carve|"
        r"carving|carved) (?:into )?my (?:own )?(?:arms?|wrists?|legs?|thighs?|skin|stomach|body|"
        r"hips?|forearms?)\b"
    ),
    r"\bself harm(?:ing|ed|s)?\b",
    (
        r"\b(?:urge|urges|tempted|want|wanting|need|going|itching|dying|craving) (?:to )?(?:cut|"
        r"cutting|self harm|burn|harm|hurt) ?(?:again|my ?self|tonight|so bad|so badly|right now|"
        r"now)\b"
    ),
    r"\bstill (?:cutting|self harming|burning my|hurting my)\b",
    (
        r"\b(?:started|start|back to|relapsed (?:and|with|into|on)|relapsing (?:and|with|into)|"
        r"went back to|been|keep|kept|i am|stop|resist) (?:been )?(?:cutting|self harming|self "
        r"harm)(?: again| tonight| today| for| every| a lot|[.,!\n]|$)"
    ),
    (
        r"\b(?:blade|razor|lighter|scissors) (?:in my hand|next to me|beside me|to my (?:skin|"
        r"arm|wrist)|again)"
    ),
    r"\b(?:fresh|new|deep) cuts (?:all over|on|across|up|down) my\b",
    (
        r"\bi (?:really |just |so )*(?:need|want|have) to cut(?:[.!\n]|$| again\b| tonight\b| "
        r"right now\b)"
    ),
    r"\bi (?:have )?(?:just )?(?:cut|burned|burnt) (?:so |too |really )?deep\b",
)

_PERSON: Final = (
    r"(?:he|she|they|my (?:ex |own |step ?)?(?:husband|hubby|wife|partner|boyfriend|bf|"
    r"girlfriend|gf|dad|father|mum|mom|mother|"
    r"step ?dad|step ?mum|stepfather|stepmother|son|daughter|brother|sister|uncle|aunt|carer|"
    r"family|parents|ex|fiance|landlord|flatmate|roommate|housemate|neighbour|boss|pimp|grandad|"
    r"cousin))"
)
_HURTS: Final = (
    r"(?:hit|beat|beats|hits|kick|kicks|punch|punches|slap|slaps|strangle|strangles|choke|chokes|"
    r"rape|rapes|stab|stabs|burn|burns|"
    r"attack|attacks|abuse|abuses|molest|molests|throw|throws things at|drag|drags|hurt|hurts|"
    r"assault|assaults)"
)

HARMED: Final[tuple[str, ...]] = (
    (
        rf"\b{_PERSON} (?:is|are|keeps?|has been|have been|been|will not stop|has started|"
        rf"started|still) (?:[a-z']+ ){{0,2}}?(?:hitting|beating|kicking|punching|slapping|"
        r"strangling|choking|raping|stabbing|burning|attacking|physically hurting|sexually "
        r"abusing|physically abusing|molesting|assaulting|threatening to (?:kill|stab|hurt|hit))"
        r" (?:me|us|my (?:kids|children|son|daughter|baby|mum))\b"
    ),
    (
        rf"\b{_PERSON} (?:still |always |often |sometimes |regularly |physically |sexually |even "
        r")*(?:hits|beats|kicks|punches|slaps|strangles|chokes|rapes|burns|attacks|molests|"
        r"assaults|throws things at) (?:me|us|my (?:kids|children|son|daughter|baby))\b"
    ),
    (
        rf"\b{_PERSON} (?:has |have |had )?(?:just |only just )?(?:hit|beat|kicked|punched|"
        r"slapped|strangled|choked|raped|stabbed|attacked|assaulted|pushed|grabbed|threatened|"
        rf"hurt) (?:me|us)(?: [a-z']+){{0,6}}? (?:tonight|last night|today|this morning|this "
        r"evening|yesterday|just now|an hour ago|minutes ago|right now|again)\b"
    ),
    (
        r"\b(?:scared|afraid|terrified|frightened|worried|fear|know|sure|convinced) (?:that |"
        rf"for my life )?{_PERSON} (?:will|is going to|might|may|are going to) (?:kill|hurt|hit|"
        r"beat|stab|attack|strangle|murder) (?:me|us|my (?:kids|children|baby))\b"
    ),
    (
        rf"\b{_PERSON} (?:has |have |keeps? |just |is |are )*(?:threatened|threatening|threatens|"
        r"threaten|says? (?:he|she|they) (?:will|is going to|are going to)|said (?:he|she|they) "
        r"(?:will|is going to|are going to|would)) (?:to )?(?:kill|stab|murder|hurt|burn|shoot) "
        r"(?:me|us|my (?:kids|children|baby))\b"
    ),
    (
        r"\bi am (?:[a-z']+ ){0,2}?(?:being|getting) (?:[a-z']+ ){0,2}?(?:beaten|raped|hit|"
        r"hurt (?:at|by)|"
        r"strangled|attacked|stalked and|trafficked|held (?:here|against)|physically abused|"
        r"sexually abused|assaulted|abused (?:right now|at home|by my|every))"
    ),
    (
        r"\bi (?:am|do) not (?:feel )?safe (?:at home|in my (?:own )?(?:home|house|flat)|here "
        r"(?:with (?:him|her|them))|with (?:him|her|them)|right now|tonight|in this house)"
    ),
    r"\b(?:i am|we are) in (?:real |serious |immediate |so much )?danger\b",
    (
        rf"\b{_PERSON} (?:has |have |is |are |will )*(?:locked me (?:in|up)|not let(?:ting)? "
        r"(?:me|us) (?:leave (?:the|my|our|this|him|or)|out of)|holding me|trapped me|got a "
        r"knife|has a knife|has a gun|got a gun|outside (?:my|the) (?:door|house) with)"
    ),
)
