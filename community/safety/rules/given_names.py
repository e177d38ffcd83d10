"""Common first names and surnames of people who live in Britain, to notice the two together.

From the writers' general knowledge, not from any list of persons. Either alone is welcome as a
display name; only a first name followed by a surname is asked to change.
"""

from __future__ import annotations

from typing import Final

from community.safety.rules.wording import word_set

GIVEN_NAMES: Final = word_set(
    """
    aaron abdul abdullah abigail adam adrian agnes ahmed aidan aisha alan alastair alex
    alexander alexandra alfie alice alison amanda amber amelia amir amy ana andrea andrew andy
    angela anita ann anna anne annie anthony antonia arthur asha ashley audrey ayesha barbara
    barry beatrice ben benjamin bernard beth bethany betty beverley bill billy bob bradley
    brandon brenda brian bridget bruce callum cameron carl carla carol caroline carolyn
    catherine cathy charles charlie charlotte cheryl chloe chris christian christina christine
    christopher claire clare clive colin connor craig cynthia daisy dale damian dan daniel
    danielle darren dave david dawn dean deborah debbie declan denise dennis derek diana diane
    dominic donald donna doreen doris dorothy douglas duncan dylan ed eddie edward eileen elaine
    eleanor elizabeth ella ellen ellie elliot emily emma eric erica esther ethan eva evan evelyn
    faith farah fatima felicity fiona florence frances francesca francis frank fred freddie
    frederick gareth garry gary gavin gemma geoff geoffrey george georgia georgina gerald gill
    gillian gina glen gloria gordon grace graham greg gwen hamza hannah harold harriet harry
    harvey hassan hayley heather helen henry hilary holly howard hugh ian ibrahim imran irene
    iris isaac isabel isabella isla ivan jack jackie jacob jacqueline jade jake james jamie jan
    jane janet janice jason jay jayne jean jeff jen jenna jennifer jenny jeremy jerry jess
    jessica jill jim jimmy jo joan joanna joanne joe john johnny jon jonathan jordan joseph josh
    joshua joy joyce judith judy julia julian julie june justin karen karl kate katherine
    kathleen kathryn kathy katie katy kay keith kelly ken kenneth kerry kevin khadija kim
    kimberley kirsty kyle laura lauren lawrence leah lee leon leonard leslie lewis liam lily
    linda lindsay lisa liz lloyd lorraine louis louise lucas lucy luke lydia lynda lynn lynne
    maggie malcolm mandy marc marcus margaret maria marian marie marilyn marion mark martha
    martin martyn mary mathew matt matthew maureen max maxine megan melanie melissa michael
    michelle mick miguel mike mo mohamed mohammed molly monica moses muhammad nadia nancy naomi
    natalie natasha nathan neil nicholas nick nicola nicole nigel nina noah noel nora norman
    oliver olivia omar oscar owen paige pam pamela pat patricia patrick paul paula pauline peggy
    penny pete peter phil philip phillip phoebe phyllis pippa priya rachael rachel raj ralph ray
    raymond rebecca reg rhys richard ricky rita rob robert roberta robin rod roger roisin ron
    ronald rory rosemary rosie ross roy ruby russell ruth ryan sally sam samantha samir samuel
    sandra sanjay sara sarah saul scott sean sebastian shane shannon sharon shaun sheila shirley
    simon siobhan sofia sonia sophia sophie stacey stan stella stephanie stephen steve steven
    stewart stuart sue sunita susan suzanne sylvia tania tanya tara ted teresa terence terry
    tessa thelma theo theresa thomas tim timothy tina toby tom tony tracey tracy trevor tyler
    valerie vanessa vera vicki vicky victor victoria vincent violet virginia wayne wendy will
    william yasmin yusuf yvonne zainab zara zoe
    """
)
SURNAMES: Final = word_set(
    """
    adams ahmed akhtar ali allen anderson andrews armstrong atkinson austin bailey baker ball
    barker barnes barrett begum bell bennett berry booth bradley brooks brown bryant burke burns
    burton butler byrne campbell carr carter chambers chapman clark clarke cole collins cook
    cooper cox craig cunningham davies davis dawson day dean dixon doherty douglas doyle duncan
    edwards elliott ellis evans farrell fernandes fisher fletcher ford foster fox francis fraser
    gallagher gardner george gibson gill gordon graham grant gray green greenwood griffiths hall
    hamilton hardy harper harris harrison hart harvey henderson hill holmes hopkins howard
    hudson hughes hunt hunter hussain hussein ibrahim jackson james jenkins jennings johnson
    johnston jones jordan kaur kelly kennedy khan king knight lambert lawrence lawson lee lewis
    lloyd lowe macdonald mahmood marsh marshall martin mason matthews may mccarthy mcdonald
    mckenzie miah mills mitchell mohamed moore morgan morris morrison murphy murray newman
    nguyen nicholls o'brien obrien oconnor oliver osborne owen owens page palmer parker parry
    parsons patel patterson payne pearce pearson perkins perry phillips poole porter powell
    price rahman ray read rees reid reynolds richards richardson riley roberts robertson
    robinson rogers rose ross russell ryan saunders scott sharma sharp shaw simpson singh smith
    spencer stevens stevenson stewart stone sullivan sutton taylor thomas thompson thomson
    thornton tucker turner uddin walker wallace walsh walters ward warren watson watts webb
    webster wells west wheeler white wilkinson williams williamson willis wilson wood woods
    wright yates young
    """
)
