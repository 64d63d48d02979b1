"""Ways of accepting what a child says, clause by clause, and of putting right one's own words."""

from content.scenarios.careful.way_parts import (
    FEELING_PART,
    HEAVY_PART,
    IT_PART,
    J_PART,
    MIND_PART,
    SAY_PART,
    THERE_PART,
    TIME_PART,
)

ACCEPTING_WAYS = (
    # thanks, and being glad that they came
    rf"(?:thank you|thanks)(?: so much| very much| a lot)?(?: for (?:telling me|telling me"
    rf" {IT_PART}"
    rf"|saying|saying (?:{IT_PART}|so)|trusting me|trusting me with {IT_PART}|coming|coming in"
    rf"|coming to me"
    rf"|coming to (?:find|see|tell) me|letting me know|sharing|sharing {IT_PART}(?: with me)?"
    rf"|showing me"
    rf"|showing me {IT_PART}|being (?:so )?(?:honest|straight|open)(?: with me)?|talking to me"
    rf"|speaking to me|explaining|explaining {IT_PART}|asking|asking me|answering|waiting"
    rf"|using it))?",
    rf"(?:i am )?{J_PART}(?:glad|pleased) (?:that )?(?:you )?(?:have |could |felt able to"
    rf" )?(?:told|tell"
    rf"|came|come|said|say|spoke|asked|are here|are back|are still here|stayed|talked|did)"
    rf"(?: me| to me| it| that| this| so| in| to (?:find|see|tell) me| here| back| to somebody"
    rf"| about it)*{TIME_PART}?",
    rf"i (?:do )?{J_PART}(?:believe|hear|heard|have heard) (?:you|that|what you said)",
    rf"i am {J_PART}(?:taking|going to take) (?:you|{IT_PART}|what you (?:said|say)) seriously",
    rf"i can (?:hear|see|tell|understand) (?:how |that |why )?(?:{IT_PART} is |you are )?{J_PART}"
    rf"(?:{FEELING_PART}|{HEAVY_PART})(?: you are| {IT_PART} is| {IT_PART} was)?(?: for you|"
    rf" to say| about {IT_PART})?",
    # being sorry, and putting right what one said
    rf"(?:i am )?{J_PART}sorry (?:that )?{IT_PART} happened(?: to you)?",
    rf"(?:i am )?{J_PART}sorry(?: (?:for|about) (?:{IT_PART}|you|asking|pushing|pushing you"
    rf"|rushing|rushing"
    rf" you|saying {IT_PART}|what i said|promising|promising {IT_PART}|asking too much|how i"
    rf" (?:said|put)"
    rf" {IT_PART})| i (?:said|asked|pushed|rushed|promised)(?: {IT_PART}| you)?| {IT_PART}"
    rf" (?:is|has|is all|has"
    rf" been|was) (?:happening|happened|so hard|hard|happening to you|happened to you)|"
    rf" (?:that )?you"
    rf" (?:have|had|have had) (?:to (?:go|carry|deal|live|face) |)(?:through |with )?(?:all"
    rf" )?{IT_PART})?",
    rf"i (?:did|did say|said|did promise|promised|did tell you|did ask|asked)(?: {IT_PART}| so"
    rf"| you {IT_PART})?",
    rf"i (?:should|ought) not (?:to )?have(?: (?:said|asked|promised|put|told you|pushed|assumed"
    rf"|guessed|pushed you|rushed you|put {IT_PART} to you))?(?: {IT_PART}| so| i would(?:"
    rf" not)?| i could)?"
    rf"(?: like that| that way)?",
    rf"(?:{IT_PART}|i) was {J_PART}(?:wrong|unfair|clumsy|silly|a bad question|not fair|a"
    rf" mistake|my mistake"
    rf"|my fault|my word|my words|my word not yours|my guess|a guess|the wrong thing to say"
    rf"|the wrong question|too much|too fast|too quick)(?: of me| to| to (?:say|ask"
    rf"|promise)(?: {IT_PART}"
    rf"| so)?| on you| to you)?",
    rf"i (?:got|have got|put|asked|said) {IT_PART} {J_PART}(?:wrong|badly|clumsily|all"
    rf" wrong)(?: just now)?",
    r"i (?:made a mistake|got it wrong|let you down|jumped in|jumped to it|spoke too soon"
    r"|put words in(?:to)? your mouth|asked too much|am asking too much|pushed too hard|pushed"
    r"|went too fast|rushed you|guessed|was guessing|interrupted)(?: there| just now)?",
    rf"{IT_PART} came out (?:all )?(?:wrong|badly)",
    r"you did not(?: say (?:it|that|so|that word))?",
    r"(?:let me|can i|could i|can we|could we|may i|shall we) (?:start|try|ask)(?: that| it)?"
    r"(?: again| over)",
    r"i will (?:stop|be quiet and listen|listen|shut up and listen|stop asking|stop talking"
    r"|stop there)(?: now)?",
    r"no more questions(?: now| from me| tonight| today)?",
    r"i will not ask(?: you)?(?: any more| anything else| any more questions| about (?:it"
    r"|that) again"
    r"| again)(?: now| tonight| today)?",
    r"i (?:did say|said|told you) (?:that )?i would not(?: tell| tell anybody| say anything)?",
    # no blame
    rf"(?:none of {IT_PART}(?: at all)?|nothing) (?:is|was) {J_PART}"
    r"(?:your fault|your doing|down to you|on you)",
    rf"(?:{IT_PART}|what (?:has )?happened|any of {IT_PART}) (?:is|was) not {J_PART}"
    r"(?:your fault|your doing|down to you|on you)",
    r"you are not (?:in|going to be in|going to get in) (?:any |any kind of )?(?:trouble|bother)"
    r"(?: with me| with anybody| here| at all| for (?:telling me|telling|saying it|saying that"
    r"|asking"
    r"|that|this|it|coming|any of it)| whatever you (?:say|tell me))?",
    r"you (?:have done|did) nothing wrong(?: here| at all)?",
    r"you (?:have not|did not) (?:done|do) anything wrong(?: here| at all)?",
    r"(?:i am|nobody is) not (?:cross|angry|annoyed|mad|judging you|upset|disappointed|shocked)"
    r"(?: with you| at you| about (?:it|that|this|the \w+))?",
    r"nobody is (?:cross|angry|annoyed|mad)(?: with you| at you)",
    r"i am not (?:cross|angry|annoyed|mad|judging you|going to judge you|upset with you|shocked)"
    r"(?: with you| at you| about (?:it|that|this|the \w+))?",
    r"i will not (?:judge you|be cross|shout|get cross|think (?:any )?less of you)(?: with you"
    r"| at you)?",
    rf"you are not (?:daft|making a fuss|wasting my time|a nuisance|a bother|on your own|alone"
    rf"|in the way|bothering me|by yourself)(?: with {IT_PART}| any more| now| at all| any"
    rf" longer)*",
    rf"you (?:were|are|did|have done) {J_PART}(?:right|the right thing)(?: to (?:tell|say|come"
    rf"|ask|speak"
    rf"|come in|tell me|come to me|speak up|say so))?",
    rf"{IT_PART} (?:took|must have taken|takes) (?:a lot of |a lot|some |real )?(?:courage"
    rf"|guts|bottle"
    rf"|nerve|doing|to say|to tell me)?(?: to (?:say|tell me|come in))?",
    rf"{IT_PART} (?:can not|could not|was not|did not) (?:have been|be|look) easy(?: to (?:say"
    rf"|tell me))?",
    rf"{IT_PART} (?:sounds|must be|must have been|must feel|sound|feels|is|was) (?:like"
    rf" )?{J_PART}{HEAVY_PART}"
    rf"(?: for you| to (?:live with|carry|hold|deal with|say|talk about|be carrying|go through"
    rf"|tell me|keep in|hold on to)| to be (?:carrying|dealing with|holding))?(?: on your own"
    rf"| by yourself| alone)?",
    rf"{IT_PART} (?:is|sounds like) (?:quite )?a (?:big|huge) change(?: for you)?",
    rf"no wonder(?: you (?:are|were|feel|felt) {J_PART}{FEELING_PART})?",
    r"(?:you have|you are) (?:every|a|got every) right to be (?:angry|cross|upset|mad)"
    r"(?: with me| at me)?",
    rf"(?:it is|that is) (?:ok|understandable|normal|all right) to (?:feel|be)"
    rf" {J_PART}{FEELING_PART}",
    rf"i (?:do )?{J_PART}care (?:about you|what happens to you)",
    rf"(?:it|that|this|you) {J_PART}matters?(?: to me)?",
    # what is not the child's to carry
    r"(?:that|it|this|all of it) is on (?:him|her|them|the people who did it)(?: not you| not"
    r" on you)?",
    r"not you|not on you",
    r"(?:he|she|they) should not (?:do|be doing|have done|ask|have asked|be asking|have said|say)"
    r" (?:it|that|this|that of you)(?: to you)?",
    r"(?:they are|he is|she is) the ones? (?:doing|who did|who has done|in the) (?:something"
    r" )?wrong(?: here)?",
    r"(?:the people|whoever|the adults|adults|somebody|the one) who (?:made you|did (?:this|it"
    r"|that)"
    r"(?: to you)?|made you do (?:it|this|that)|sent you) (?:are|is|has|have) (?:to blame"
    r"|responsible"
    r"|in the wrong|to answer for it)",
    r"(?:that does not mean )?you do not owe (?:him|her|them|anybody)(?: or (?:him|his mates"
    r"|them))?"
    r"(?: anything| a thing)?",
    r"that does not mean you owe (?:him|her|them)",
    r"you did not (?:ask for|deserve|choose) (?:it|this|that|any of it|any of this)",
    r"(?:that|it|this) is (?:not yours|not for you|not your job) to (?:carry|sort|sort out|fix"
    r"|worry about|deal with)",
    r"(?:that|it|this) is for (?:grown ups|adults|us|me|lead) to (?:sort|sort out|deal with)",
    r"you (?:are not|will not be|do not have to be) (?:doing it|doing this|doing that|sitting"
    r" with it"
    r"|left|carrying that|carrying it|alone|on your own|by yourself)(?: alone| on your own"
    r"| by yourself| with (?:it|that|this))*",
    r"you have (?:told me|given me) (?:loads|plenty|enough|so much|a lot)(?: to get you"
    r" (?:some )?help"
    r"| for now| for today| for tonight| already)?",
    rf"you have (?:been|done) {J_PART}(?:clear|brave|honest|well|the hard bit|the right thing"
    rf"|the hardest"
    r" part|the hard part|so much)",
    r"(?:good|nice|lovely) to see (?:you|your face)",
    r"i am (?:on your side|still on your side)",
    r"i (?:do not|did not) want to (?:rush|push|hurry) (?:you|that|past that|this|past it|on"
    r" that)",
    r"i (?:have asked enough|have stopped|asked that wrong|pushed that|went at you|hear that"
    r"|know|understand|get that|get it|see that|see what you mean)(?: there)?",
    r"i (?:get|understand|can see|see) why you (?:are|feel|would be) "
    + FEELING_PART
    + r"(?: with me| about (?:it|that))?",
    r"i (?:get|understand|know|hear) (?:that )?(?:why )?you (?:want to|do not want (?:to|that"
    r"|me to"
    r"|me to tell|me to ring|me to say))",
    r"(?:it was me|i am the one) (?:that|who) said (?:it|that|\w+)",
    r"\w+ was my word(?: not yours)?",
    r"i (?:said|should not have said) \w+",
    r"that was me(?: guessing| jumping in| putting \w+ in(?:to)? your (?:head|mouth))?",
    r"that is (?:a|one) (?:big|proper|heavy|horrible|heck of a|hell of a|huge|real) (?:worry"
    r"|thing"
    r"|weight|load)(?: to (?:carry|have|hold|be carrying|have hanging over you))?(?: on your own"
    r"| by yourself| for you)?",
    r"(?:that is|it is) a lot(?: to (?:carry|have|hold|be carrying|have hanging over you|deal"
    r" with"
    r"|have on your back|be holding))?(?: on your own| by yourself| for you| for anybody)?",
    # room, and no hurry
    rf"you do not {J_PART}(?:have|need) to(?: {SAY_PART})?(?: {MIND_PART}){{0,4}}",
    r"(?:there is )?no (?:rush|hurry|pressure)(?: at all| here| none at all)?",
    r"none at all",
    r"take (?:all the|your|your own) time(?: you (?:need|want|like))?",
    r"(?:you )?(?:take|have|stay|sit) as long as you (?:like|want|need)",
    r"when(?:ever)? you are ready",
    r"whenever",
    r"(?:only )?if you (?:want|like|would like)(?: to)?(?: say more| tell me| talk)?",
    r"(?:it is|that is) (?:ok|all right|fine|fair|fair enough)(?: by me| with me)?",
    r"(?:fair enough|of course|of course you can|no bother|no problem|no need|not at all)",
    r"no need (?:to (?:be sorry|explain|talk|rush|apologise|say sorry)|for sorry)(?: to me)?",
    r"(?:then )?we (?:can|will|could|are going to) (?:stop|leave it|sit|wait|go slow|pause"
    r"|stay|leave"
    rf" {IT_PART}|stop there|leave it there|have a break|sit quietly|take it slow)(?: there|"
    rf" now|{THERE_PART}){{0,2}}",
    r"we (?:will|do) not",
    r"we stop(?: now| there)?",
    r"(?:or )?(?:not at all|with me)",
    r"you can (?:just )?sit",
    r"(?:it|that) does not (?:sound|seem|look) (?:daft|silly|stupid|like nothing)(?: to me| at"
    r" all)?",
    r"i (?:can|will|could|am going to|am happy to|am just going to|would like to) (?:just"
    r" )?(?:wait|sit|stay|stop|be)"
    rf"(?:{THERE_PART}){{1,3}}",
    r"i (?:can|am happy to|will) wait",
    rf"i am {J_PART}(?:here|listening|right here|not going anywhere|with you|staying|stopping"
    rf"|all ears"
    rf"|sitting|sat)(?:{THERE_PART}|{TIME_PART}){{0,3}}",
    r"i am (?:here )?in no (?:rush|hurry)(?: to \w+ \w+)?(?: if you want to say (?:a bit"
    r" )?more)?",
    r"(?:honestly|for you|for now|at all|hear me|that is all|not one bit|not a bit|not any of"
    r" it)",
    r"i (?:do not|will not) think (?:any )?less of you",
    r"that is a long (?:night|time|day|while)(?: to (?:carry|be carrying|be up|wait|hold)"
    r" (?:it|that))?",
    r"you (?:noticed|came|came here|came in|said so|spoke up|told me)(?: and you came)?",
    r"i (?:can|do) (?:understand|see|hear) that",
    r"i (?:do not|did not) need to (?:see|know|hear) (?:it|that|the \w+|all of it|any more)",
    r"i have been (?:really |a bit )?worried about you",
    r"i (?:wanted|want) you to hear (?:it|that) (?:from|off) me(?: first)?",
    r"(?:and )?not (?:off |from )?somebody else",
    r"i will look (?:out (?:of )?the window|away|the other way)",
    r"do what you need to",
    r"(?:tonight|now|today) or (?:tomorrow|later)",
    r"your mum or me|you or me|me or \w+|you or i",
    r"i will (?:be|keep|stay) quiet and (?:listen|wait|sit with you)",
    r"i will get (?:it|that|you one|you some)(?: now| for you)?",
    r"(?:have a|take a) look",
    r"(?:your hands are shaking|you are (?:shaking|shivering|crying|very pale|out of breath))",
    r"i have (?:got )?(?:time|all the time you need|plenty of time|as long as you need|all of"
    r" break)"
    r"(?: for you)?",
    # feelings
    rf"you (?:are|sound|seem|look|must be|must feel|feel) {J_PART}{FEELING_PART}"
    r"(?: of (?:that|them|him|her|it)| about (?:it|that|this)| for (?:her|him|them))?",
    rf"i am {J_PART}(?:worried|concerned)(?: about you| for you)?",
)
