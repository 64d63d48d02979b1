"""Ways of refusing a secret, and of saying who has to be told: each a clause in plain words.

Not "I can't promise he won't": only what a worker cannot promise of what they do themselves.
"""

from content.scenarios.careful.way_parts import IT_PART, J_PART, LEADS_PART, TIME_PART

_SORRY = r"(?:(?:i am )?(?:sorry|afraid) (?:but )?)?"
_CANNOT = rf"i (?:can not|could not|am not able to|am not allowed to|can never) {J_PART}"
_SECRET = (
    rf"(?:{IT_PART}|{IT_PART} one|secrets?|a secret|(?:that|this|your) secret|any secrets|"
    r"secrets like (?:that|this)|something like (?:that|this)|things like (?:that|this))"
)
_KEPT = (
    r"(?: (?:a secret|secret|quiet|private|to myself|between us|between you and me|between the"
    r" two of us|just between us|for anybody|for you))?"
)
_NOT_TO_TELL = (
    r"not to (?:tell|say)(?: (?:anybody|anything|a soul|lead|them|anything to anybody|him|her))?"
)
_THING = r"(?:something|a promise|one|the one thing|a secret|the kind of thing)(?: that)?"
_KEEP = r"(?:promise|make|keep|do)(?: you| for you)?"
REFUSALS = (
    rf"{_SORRY}{_CANNOT}promise(?: you)?"
    rf"(?: (?:{IT_PART}|a promise like that|{_NOT_TO_TELL}|to keep {_SECRET}{_KEPT}))?",
    rf"{_SORRY}{_CANNOT}(?:make|give)(?: you)? (?:(?:that|this|a|any) promises?|promises|a promise"
    r" like that)",
    rf"{_SORRY}{_CANNOT}(?:agree to|say yes to|stick to) (?:{IT_PART}|that promise)",
    rf"{_SORRY}{_CANNOT}do that(?: for you)?",
    rf"{_SORRY}{_CANNOT}(?:keep|be keeping) {_SECRET}{_KEPT}",
    rf"{_SORRY}{IT_PART} is not {_THING} i (?:can|could|am able to|am allowed to) {_KEEP}{_KEPT}",
    rf"{_SORRY}{IT_PART} is {_THING} i (?:can not|could not|am not able to|am not allowed to)"
    rf" {_KEEP}{_KEPT}",
    rf"{_SORRY}{IT_PART} (?:can not|could not|will not be able to) (?:be|stay|be kept)"
    r" (?:a secret|secret|between us|just between us|between you and me|with me|just with me)",
    rf"{_SORRY}i (?:do not|can not) (?:make promises|promise things)(?: that)? i can not keep",
    rf"{_SORRY}(?:{IT_PART} would|i would) (?:not be honest|be wrong|not be fair)"
    r"(?: of me| to you)* (?:to|if i) (?:promise|promised|say yes|said yes)(?: you)?(?: that)?",
)
"""That a worker cannot keep it secret, in the ways that people say it."""
_UNSAFE = r"(?:not safe|unsafe|at risk|in danger|at any risk|in any danger)"
_WORRY = (
    r"(?:i (?:think|thought|am worried|was worried|get worried|ever think|am (?:ever )?worried)"
    r" (?:that )?)?"
)
_MUST = (
    r"(?:i|we) (?:do |really |just |also |will |would |might |may )*(?:have to|need to|got to|have"
    r" got to|going to|am going to|must|will|would|might|may)"
)
_TELL = r"(?:tell|ring|call|phone|speak to|talk to|let|ask|get)"
TELLINGS = (
    rf"if {_WORRY}you (?:are|might be|were|could be) {_UNSAFE} (?:then )?{_MUST}"
    rf" {J_PART}{_TELL} {LEADS_PART}(?: know)?(?:{TIME_PART}){{0,2}}",
    r"(?:it|that) (?:would|will|is|could|might) (?:only|just) be"
    rf" {LEADS_PART}",
    rf"(?:next|now|first|then|after that) (?:i|we) {_TELL} {LEADS_PART}(?: know)?"
    rf"(?:{TIME_PART}){{0,2}}",
    rf"(?:and )?(?:probably |maybe |perhaps |possibly |after that ){LEADS_PART}"
    rf"(?:{TIME_PART}){{0,2}}",
    rf"{_MUST} {J_PART}(?:ask|find out from|check with) {LEADS_PART}(?: first)? "
    r"(?:who|when|how|whether|if)"
    r" (?:somebody |they )?(?:should |will |can |is going to )?"
    r"(?:rings?|tells?|calls?|speaks? to|talks? to) (?:her|him|them|your (?:mum|dad|nan|gran))",
    rf"(?:on the other days )?{_MUST} {J_PART}ask {LEADS_PART} to (?:find|get) you (?:somewhere|a)"
    r" (?:quiet|calm|safe|warm)(?: (?:place|corner|room|spot))?(?: to (?:sit|be|go|wait))?",
    rf"{LEADS_PART} (?:is|are) the only (?:one|ones|person|people)(?: that)? i (?:will|am going"
    rf" to) (?:show|tell|be telling|be showing)(?: {IT_PART}| {IT_PART} to| to)?{TIME_PART}",
    rf"{_MUST} tell you everything i (?:say|tell them|am told)",
    rf"{_MUST} say (?:it|that|so)(?: on the phone| when i (?:ring|call)| to them| to lead)",
    rf"{_MUST} tell them (?:all )?about (?P<about>(?:\w+ ?){{1,10}}?)",
    r"i will not (?:make (?:it|that|anything) up|guess|pretend(?: (?:that )?i do| to know)?)",
    r"i do not know what (?:lead|the police|they|children s services|people) (?:will|would|are"
    r" going to|might) (?:do|say|decide)(?: yet)?",
    r"nobody here (?:is going to|will|needs to) (?:look at|see) (?:it|that|them)",
    r"(?:i|lead|we) (?:do|can|will) not (?:get to )?decide (?:that|it|this)",
    r"yes somebody will",
)
"""Who will be told, or what nobody knows yet."""
