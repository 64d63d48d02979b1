"""Ways of giving support, of giving back what was said, and of being quiet."""

from content.scenarios.careful.way_parts import (
    ABOUT_PART,
    DRINK_PART,
    THERE_PART,
    TIME_PART,
)

SUPPORTING_WAYS = (
    r"(?:yes )?you can (?:do|look at|have|keep|hold|use) (?:it|that|this|the \w+|your \w+)(?:"
    r" in)?"
    r"(?: here)?(?: with me)?(?: if you (?:need|want|like)(?: to)?)?",
    r"(?:it|that) is yours",
    r"you are staying (?:here|in here|with me)(?: with me)?(?: now| today| tonight)?",
    r"have you (?:eaten|had anything to eat|had a drink|had your tea)(?: today)?",
    r"(?:are you|you) (?:warm|comfortable|safe|ok|all right) ?(?:enough|there|here|now|tonight)?",
    r"when did you last eat",
    r"what do you need",
    r"where would you (?:like|rather) (?:to )?(?:be|sit|go|wait)",
    r"who would you (?:want|like) (?:it to be|to come|to come and get you|to fetch you|to be"
    r" there)",
    r"is "
    + ABOUT_PART
    + r" (?:still here|on (?:his|her|their) way|picking you up|coming|outside|here"
    r"|waiting)(?: now| today| for you)?",
    r"we do not have to (?:talk|play|do anything|say anything|rush)(?: yet| now| at all)?",
    r"we can just (?:sit|be quiet|be here|stay here)",
    r"(?:we|i) have (?:got )?(?:time|all the time you need|plenty of time|all of break|all break)"
    r"(?: if you (?:want|would like|like) to sit(?: down)?(?: for a bit)?)?",
    r"(?:there is )?no (?:hurry|rush)(?: with (?:it|that|those|these|them))?",
    r"you (?:pick|choose|start|decide)(?: the page| where we start| what we do| where to start)?",
    rf"you can (?:sit|stay|stop|wait|come in|rest|be|come and sit|listen|listen in|come with me"
    rf"|hear every word|have a drink)(?:{THERE_PART}|{TIME_PART}){{0,3}}",
    r"you can (?:stop|change your mind|come back|say no|say stop|turn round)(?: at)?(?: any time"
    r"| whenever)(?: you (?:like|want))?",
    rf"(?:you )?(?:stay|sit|stop|come and sit|come and sit down|wait)(?:{THERE_PART}){{1,3}}",
    rf"(?:(?:would|do) you (?:like|want|fancy)|want|fancy|can i get you|have|have you got)"
    rf" {DRINK_PART}"
    rf"(?: or {DRINK_PART})?(?: first| with (?:it|me|that))?",
    rf"(?:{DRINK_PART} or {DRINK_PART})",
    r"(?:would|do) you (?:like|want) (?:to (?:sit|stay|stop|wait|come)|me to (?:sit|stay|wait"
    r"|come))"
    rf"(?:{THERE_PART}){{0,3}}",
    rf"shall (?:we|i) (?:just )?(?:sit|wait|stay|go somewhere quiet|go outside|get some air"
    rf"|get you"
    rf" {DRINK_PART}|find somewhere quieter|go somewhere quieter)(?:{THERE_PART}){{0,2}}",
    rf"(?:let us|let me) (?:just )?(?:sit|wait|stay|get you {DRINK_PART}|get some air|get some"
    rf" help)"
    rf"(?:{THERE_PART}){{0,2}}",
    rf"i will (?:get|fetch|make|bring|find)(?: you| us)? {DRINK_PART}",
    r"i will (?:come|walk|go|be)(?: there| down| over| in| along)? with you",
    r"(?:who|what) would (?:you like|help)(?: with you| right now| now| most| you| today| to"
    r" be with"
    r" you| to come with you| to come)?",
)
REFLECTING_WAYS = (
    r"(?:so )?you (?:said|told me|feel|felt|say)(?: that| it is| it was| like)? " + ABOUT_PART,
)
SILENCE_WAYS = (
    r"(?!.*\b(?:hand|hands|arm|arms|lap|knee) (?:on|off|down|to|in|round|around|behind|by)\b)"
    r"(?!.*\b(?:put|move|turn|keep|pass|make|leave|pull|sit|lower|close)s? (?:him|her|them)\b)"
    r"(?:i )?(?:just )?(?:wait|waits|stay|stays|sit|sits|nod|nods|keep|keeps|say|says|look"
    r"|looks|put|puts|stays put"
    r"|move|moves|slide|slides|leave|leaves|close|closes|wipe|wipes|pass|passes|shuffle"
    r"|shuffles|make|makes|pour|pours|turn|turns)"
    r"(?: (?:quiet|still|quietly|nothing|and|on|the|a|my|his|her|their|floor|step|bench|chair"
    r"|back|hands"
    r"|next|to|him|her|them|beside|with|at|page|book|window|tissues|tissue|box|of|water|cup"
    r"|tea|little"
    r"|way|off|down|along|nearer|where|they|he|she|can|reach|it|does|not|look|clock|gap|fill"
    r"|light"
    r"|big|lamp|by|so|in|wait|nod|sit|stay|slowly|put|there|leave|leaves|lamp|down|music"
    r"|closes|sits|waits|moves|turns|slides|puts|stays|milk|away|kettle|boil|arm|length"
    r"|pencils|sorting|so|nothing|between|inhalers|stool|mug|biscuits|behind|few|feet|bit|wall"
    r"|carpet|lower|gently|smile|smiles)){0,14}",
)
