"""Ways of saying what happens next, and of asking openly."""

from content.scenarios.careful.way_parts import (
    ABOUT_PART,
    ING_PART,
    IT_PART,
    J_PART,
    LEADS_PART,
    TIME_PART,
    TOLD_PART,
    WHY_PART,
    WILL_PART,
    WORDS_PART,
)

EXPLAINING_WAYS = (
    # not in that car
    r"you are not (?:going|getting) (?:off |out |home )?(?:with (?:him|her|them)|in (?:the"
    r"|that|his)"
    r" car|into (?:the|that|his) car|in it|out there|outside)(?: on your own)?(?: now| today|"
    r" tonight)?",
    r"i (?:do not want|am not letting|can not let|will not let|am not happy for|would rather"
    r" not let)"
    r" you (?:to )?(?:go|get|going|be|getting|going out|go off|being) (?:in|into|with|out|out"
    r" in|off"
    r" with|near|out there|home with) ?(?:him|her|them|the car|that car|his car|there|with him"
    r"|it)?"
    r"(?: on your own| with this| with him)?(?: now| today| tonight| at eight)?",
    r"(?:please )?do not (?:follow|go after|question|confront|answer|delete|pay|go out to|go"
    r" looking"
    r" for|look at|go through|touch) (?:her|him|them|it|that car|the car|anything|her phone"
    r"|her room"
    r"|her things|her room or her phone)(?: yourself| tonight| now)?",
    r"(?:please )?do not (?:go out|ask her about it|go out there)(?: tonight| yet| now)?",
    r"(?:if you are worried tonight |if anything happens )?ring 999",
    r"(?:please )?(?:stay|come|keep) (?:back|away) from the window",
    r"i am not going to stop you by force",
    r"(?:i would|it would) be (?:lying|a lie|fibbing)(?: if i said (?:i could|yes|so|i would)|"
    r" to say"
    r" (?:yes|so))?",
    r"i (?:would love|wish i could|would like) (?:to )?say yes",
    r"i do not know (?:that|if|whether) (?:it is|that is) " + ABOUT_PART,
    r"nobody (?:else )?(?:needs|has) to (?:see|look at) (?:it|that|them)",
    r"you can (?:read|see|hear|check) (?:it|that|all of it|every word|everything)(?: if you"
    r" (?:want|like)(?: to)?)?",
    rf"i (?:can|could) not {J_PART}(?:promise|keep|do|say|agree to|stick to|hold)(?: to)?(?:"
    rf" {IT_PART}"
    rf"| {IT_PART} one| a secret| secrets| that secret| this secret| that promise)?(?: secret|"
    rf" a secret"
    rf"| to myself| between us| quiet| for you| for anybody)?",
    rf"i (?:can|could) not {J_PART}(?:promise|keep) (?:not to tell(?: anybody)?|to keep"
    rf" (?:{IT_PART}|secrets"
    rf"|a secret)(?: secret| a secret| to myself| between us)?)",
    r"i (?:do not|will not|can not) (?:want to )?(?:promise|say|make a promise)(?: you)?(?:"
    r" something"
    r"| anything| things| a promise)?(?: that)? (?:i can not|i could not|i can not be sure i can)"
    r" (?:keep|do)",
    rf"i (?:can|will|could) not {J_PART}(?:leave|forget|ignore|drop|sit on) {IT_PART}",
    rf"{WILL_PART} {J_PART}(?:tell|ring|call|phone|speak to|talk to|let|go to|see|ask|involve"
    rf"|get) {LEADS_PART}{TOLD_PART}"
    rf"(?:{TIME_PART}){{0,2}}{WHY_PART}",
    rf"{ING_PART}(?:telling|ringing|speaking to|talking to|letting|going to|seeing|asking)"
    rf" {LEADS_PART}{TOLD_PART}"
    rf"(?:{TIME_PART}){{0,2}}{WHY_PART}",
    rf"{WILL_PART} (?:pass|share|take) {IT_PART}(?: on)?(?: (?:to|with)"
    rf" {LEADS_PART})?(?:{TIME_PART}){{0,2}}{WHY_PART}",
    r"if i (?:thought|think|am worried|was worried)(?: that)? you (?:are|were) not safe"
    rf" {WILL_PART} {J_PART}(?:tell|ring|call|speak to|talk to|let) {LEADS_PART}{TOLD_PART}",
    rf"{WILL_PART} do something(?: about {IT_PART})?",
    rf"{WILL_PART}(?: lead)?",
    rf"{LEADS_PART} (?:will |might |may |would |does |do )?(?:needs? to|has to|have to|will"
    rf"|might|should)"
    rf"(?: need to| have to)? (?:know|hear|be told|see)(?: {IT_PART}| from me| about"
    rf" {IT_PART}){{0,2}}(?:{TIME_PART}){{0,2}}{WHY_PART}",
    rf"(?:{IT_PART}|some things|that sort of thing) (?:has|have|will have|would have|might"
    rf" have|needs) to"
    rf" (?:go|be passed|be told)(?: on)?(?: to {LEADS_PART})?(?:{TIME_PART}){{0,2}}",
    rf"(?:it|that) (?:would|will|is|could|might) be {LEADS_PART}",
    r"(?:only|just|not everybody just) (?:to )?(?:people|the people|those|whoever|somebody)"
    r" (?:who )?"
    r"needs?(?: to)? (?:to )?know(?: to keep you safe| so they can help| to help you)?",
    r"not everybody",
    r"(?:i would|i will|i am going to) (?:only )?tell (?:only )?(?:people|the people|those)"
    r" who need"
    r" to know(?: to keep you safe)?",
    r"(?:and )?(?:i (?:will|would|am|want to)|you (?:will|would)) (?:always )?(?:tell you|know"
    r"|hear it"
    r"|hear|hear about it|let you know|telling you|tell you who|tell you what|know who|know what"
    r"|tell you that|say so|be the first to know|tell you each thing|tell you each bit|know"
    r" about it)"
    r"(?: i am doing| i am telling| i am going to| happens| it is| i was going to| is happening)?"
    r"(?: from me)?(?: first| before(?: (?:i|we|anybody|anybody else) (?:do|does|did|go|goes|tell"
    r"|tells|ring|rings|do it|says|tell anybody|ring anybody|tell lead|tell them|told anybody))?"
    r"| before it happens| before anybody else)",
    r"i (?:will|would) not (?:do|ring|tell|say) (?:anything|anybody|a thing) (?:without|before"
    r"|until i"
    r" have) (?:telling|told|i tell|i have told|letting) you(?: first| know)?(?: first)?",
    r"i will tell you (?:what (?:happens|happens next|i am doing|they say|she says|he says|i know"
    r"|i hear|lead says)|who (?:i am (?:telling|ringing|going to|speaking to)|i (?:tell|ring"
    r"|speak to)|it is)"
    r"|each (?:bit|thing|step)(?: as we go)?|when i know|everything i know)",
    r"i do not know(?: yet| about that| what happens| what will happen| what happens next"
    r"| what happens after that| all of it| that yet)*",
    r"i will (?:ask|find out|try to find out|ask them|ask lead)(?: and (?:tell you|let you know)"
    r"| before anybody \w+ \w+| for you| that)?",
    r"(?:i want|i would like|i need) (?:you )?(?:to be |to keep you |to stay )?(?:safe|help you)",
    r"(?:i want|i have|i need|my job is) to keep you safe",
    rf"to keep you safe|to help you|{J_PART}you are safe|you are safe",
    r"(?:so )?(?:that )?(?:he|she|they|we|i|lead) (?:can|will|could)(?: all)? (?:help|keep you"
    r" safe|help"
    r" you|help keep you safe|work out what (?:helps|to do))",
    r"if (?:i (?:thought|think|am worried|was worried) )?(?:that )?(?:you (?:are|were|are not"
    r"|were not)|about you)"
    r"(?: not)?(?: being)?(?: safe| in danger)?",
    r"(?:that is|it is|this is) (?:what )?(?:(?:his|her|their|lead is|my) job|lead)?(?: is for|"
    r" they are for)?"
    r"(?: to keep (?:you|people|children) safe)?",
    r"(?:his|her|their) job is (?:keeping|to keep) (?:you|children|people|everybody) safe",
    r"i (?:will|can|am going to|have to|need to) write (?:it |that |this )?down(?: what you"
    r" (?:say|said"
    r"|tell me|told me|have told me|have said))?(?: in your (?:own )?words| just as you said it"
    r"| today| tonight| now| as well| too)*",
)
OPEN_WAYS = (
    r"(?:so )?what (?:is|has)(?: been)? (?:going on|happening) (?:with|between) (?:you and )?"
    + ABOUT_PART,
    r"(?:you can )?tell me (?:whatever|anything|as much as) you (?:want|would like)"
    r" (?:me to know|to)",
    r"(?:(?:do|would) you (?:want|like) to |(?:can|could) you )?tell me (?:what|what else|anything"
    r" else) you (?:have )?(?:see|seen|saw|notice|noticed|hear|heard|spotted|picked up on)",
    r"(?:(?:do|would) you (?:want|like) to |(?:can|could|would) you )(?:tell me|talk to me|say)"
    r"(?: a bit| a little)?(?: more)?(?: about (?:it|that|this|what happened)| what happened"
    r"| what is (?:happening|going on|on your mind|worrying you))?",
    r"(?:what|anything|is there anything) else (?:that )?(?:you (?:have )?(?:see|seen|saw|notice"
    r"|noticed|heard|spotted)|have you (?:seen|noticed|heard|spotted|picked up on)|you would like"
    r" me to know)",
    r"(?:(?:can|could|would) you )?tell me what (?:is|has been) (?:been )?(?:worrying|bothering"
    r"|frightening|on your mind|going on|going round your head|the matter)(?: you| for you"
    r"| lately)*",
    r"(?:say|tell me) (?:as much|whatever|only what|what)(?: as)? you (?:want|like|need to"
    r"|fancy|can)"
    r"(?: to)?(?: about (?:it|that|this))?",
    r"(?:or )?leave it",
    r"keep going if you (?:want|like)(?: to)?",
    r"(?:use|find) (?:your|the) (?:book|own words|words|picture|page|card)",
    r"what was (?:that|it) about",
    r"the rest of the time",
    r"what (?:is|has been) (?:keeping you awake|up|the matter|been (?:worrying|bothering) you"
    r"|been (?:on your mind|going round your head|going on))(?: about (?:it|that))?(?: since"
    r" then)?",
    r"what are you (?:most )?(?:worried|scared|afraid|frightened) (?:will happen|about|of"
    r"|might happen)",
    r"what do you think(?: about (?:it|that))?",
    r"is there (?:anything|something) (?:that )?(?:worries you|you are worried about|you are"
    r" scared of)"
    r"(?: about (?:it|that|this))?",
    r"how did you meet " + ABOUT_PART,
    r"what happens (?:when you see|with|at) " + ABOUT_PART,
    r"what does (?:he|she) mean(?: by " + ABOUT_PART + ")?",
    rf"(?:(?:can|could|would) you )?tell me (?:a bit |a little )?(?:more(?: about (?:it|that"
    rf"|this))?"
    rf"|about (?:it|that|this|what happened|what you (?:saw|heard|have noticed|have seen))"
    rf"|what happened(?: then| next)?|what you (?:want me to know|have noticed|have"
    rf" seen))(?:{WORDS_PART}){{0,2}}",
    rf"(?:(?:can|could|would) you )?tell me (?:a bit |a little )?(?:more )?about"
    rf" {ABOUT_PART}(?:{WORDS_PART}){{0,2}}",
    r"(?:tell|say) (?:me |it |that )?(?:in your own (?:words|way)|your (?:own )?way)",
    rf"what happened(?: next| then| after that| after| before that)?(?:{WORDS_PART}){{0,2}}",
    rf"what (?:is|was|are|were) (?:it|that|this|things|home|school|{ABOUT_PART}) like(?: for"
    rf" you| now"
    r"| at home| at the moment| lately)*",
    r"how (?:is|was|has|are|have) (?:it|that|this|things)(?: been)?(?: for you| going| at home"
    r"| lately"
    r"| since)*",
    r"how are you(?: doing| feeling| in yourself| feeling about (?:it|that|this))?(?: today| now"
    r"| right now| honestly| really)?",
    r"how have you been(?: since| lately| feeling)?",
    r"what (?:would|do) you (?:like|want|need)(?: me)?(?: to (?:happen|know|say|tell me|happen"
    r" next"
    r"|do))?(?: next| now| most| right now| from me)?",
    r"what (?:is|has been|was) (?:worrying|bothering|frightening|on your mind|going on|going"
    r" round your head)"
    r"(?: you| for you| lately| most| since then| about (?:it|that|this))*",
    r"what (?:else )?(?:have|did|do|is it) you (?:noticed|seen|see|notice|hear|heard|seen"
    r" yourself)"
    r"(?: yourself| lately| for yourself| at home)?",
    r"(?:what else|anything else)(?: would you like (?:me )?to (?:know|say|tell me)"
    r"| do you want me to know| happened| do you want to say)?",
    r"is there anything (?:else )?(?:you (?:want|would like) (?:to (?:say|tell me|ask)|me to"
    r" know))",
    r"(?:would|do) you (?:like|want) to (?:tell me|say|talk)(?: a bit)?(?: more)?(?: about"
    r" (?:it|that"
    r"|this)|(?: to me)? about (?:it|that|this))?",
    rf"what (?:do|did) you mean(?: by {ABOUT_PART})?",
    r"how would you (?:say|put|call) (?:it|that)",
    r"what would you call (?:it|that)",
    r"(?:start|begin) (?:wherever|where) you (?:like|want)",
    r"(?:go on|i am listening go on)",
)
