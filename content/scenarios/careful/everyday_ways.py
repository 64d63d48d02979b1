"""Ways that everyone uses: a greeting, care for someone, and where they can be safe."""

from content.scenarios.careful.way_parts import (
    DRINK_PART,
    FEELING_PART,
    HEAVY_PART,
    IT_PART,
    J_PART,
    LEADS_PART,
    TIME_PART,
)

_THEM = r"(?:her|him|them)"
_SAFE_TIME = (
    r"(?: (?:until|till) (?:we know(?: (?:it is|you are) safe)?|it is safe|you are safe|somebody"
    r" (?:comes|is here)))?"
)
_WHERE = r"(?:(?: (?:right|in))? here| in the warm)?"
_OF_FAMILY = r"(?:nan|mum|dad|gran|grandad|mam|aunt|uncle|carer)"
_LEAVE_ALONE = (
    r"(?:follow|go after|question|confront|answer|delete|touch|look at|look through|go through)"
    r" (?:her|him|them|it|that car|the car|anything|(?:her|his|their) (?:phone|room|things|bag))"
)
_HOUR = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|school(?: is out| finishes| ends)?"
    r"|home time|tea|lunch|then)"
)
_DAYS = r"(?:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)"
GREETING_WAYS = (
    r"(?:it is )?(?:(?:so|really|very|good|great|nice|lovely) )*to see you"
    r"(?: here| again| today| back)*",
    r"(?:there is )?no (?:rush|hurry) to (?:play|talk|start|decide|answer|go|say anything|do"
    r" anything|do it now)(?: yet| now| today)?",
    r"(?:there is )?no need to (?:decide|answer|start) (?:yet|now|today)",
    r"(?:take your coat off|keep your coat on)(?: if you (?:like|want|are cold))?",
    rf"i have (?:noticed|seen) (?:that )?you (?:look|seem|are|have been) {J_PART}{FEELING_PART}"
    r"(?: lately| these days)?",
    rf"i (?:do )?{J_PART}care (?:about )?how you are",
    rf"{IT_PART} (?:has|is) (?:(?:stayed|stuck) with you|(?:stuck in|on|playing on) your mind)",
    rf"{IT_PART} (?:sounds|was|is|must be|must have been)(?: like)? (?:a|such a) {J_PART}"
    rf"{HEAVY_PART} (?:night|day|time|week|wait|few weeks)(?: for you)?",
    rf"i am {J_PART}worried too",
    r"i can (?:hear|see|tell) how (?:much|badly) you (?:want to (?:help|do something)"
    rf"|(?:care about|love|worry about) {_THEM})",
    rf"none of {IT_PART} is (?:your fault|down to you|on you)(?: or (?:to|on)?(?: {_THEM})?)?",
)
"""Each puts someone at ease, or says how it is for them, and asks nothing."""
SAFETY_WAYS = (
    rf"(?:yes )?on (?:a )?{_DAYS}(?: yes)?(?: (?:any time|if|when|whenever) i am (?:in|here))?",
    rf"i am (?:just )?(?:staying|stopping){_WHERE} with you"
    rf"{_SAFE_TIME}",
    rf"(?:you )?(?:(?:stay|sit|wait){_WHERE}|stop(?: right)? here)(?: with me)?"
    r"(?: while i (?:do (?:it|that)|ring|call|phone|talk to them))?",
    rf"you will be{_WHERE}(?: with me)?",
    r"you can (?:look|see it|read it|have a look)(?: at it)?(?: if you (?:like|want)(?: to)?)?",
    r"you can hear (?:everything|all|what) i say",
    r"(?:please )?leave (?:the|your|that) phone (?:alone|where it is|be)",
    rf"there is (?:some )?{DRINK_PART}(?: if you (?:like|want))?",
    rf"is there somebody who can (?:sit|be|stay|come and sit|come and be) with you{TIME_PART}?"
    r"(?: this evening| at home)?",
    r"i will ask (?:them )?(?:that|it|this|about that) when i (?:ring|call|phone)(?: them)?",
    rf"(?:i will )?(?:ring|call|phone) you (?:back )?(?:before|at|by|after) {_HOUR}",
    r"(?:are you|do you feel|will you be|would you be) (?:safe|all right|ok)"
    r"(?: (?:right now|now|tonight|at home|going home|to go home|if you go home|where you are"
    r"|here|today|at the moment)){1,2}",
    rf"(?:until then )?just be (?:her|his|their) {_OF_FAMILY}",
    rf"(?:until then )?(?:please )?do not {_LEAVE_ALONE}(?: or {_LEAVE_ALONE})?",
    r"if (?:you (?:think|are worried) )?(?:that )?(?:she|he|they|you) (?:is|are|feel) (?:not safe"
    r"|unsafe|in danger|at risk)(?: then)? ring 999",
    rf"{IT_PART} (?:might|could|may|is|would) not be safe(?: for (?:you|{_THEM}|either of you|"
    rf"anybody)(?: or (?:for )?(?:you|{_THEM}))?)?",
    rf"{LEADS_PART} will be here too",
)
"""Where they stay, who stays with them, and what to leave alone until someone has advised."""
