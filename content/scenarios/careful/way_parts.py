"""Parts that the ways of replying share: what is done, who is told, when, and how it feels.

Each is an expression without groups that count, so that parts can stand in one another.
"""

J_PART = r"(?:(?:just|really|so|very|truly|always|still|only|quite|also|a bit|a little|too) ){0,2}"
IT_PART = r"(?:it|that|this)"
TIME_PART = (
    r"(?: (?:now|right now|today|tonight|first|straight away|this minute|in a minute|this morning"
    r"|this afternoon|this evening|this break|before you go home|before you go|then|next|after"
    r" this"
    r"|as well|too|for now|again))"
)
LEAD_PART = (
    r"(?:lead(?: lead)?(?: \w+)?|the police|police|children s services|childrens services|999"
    r"|children is services"
    r"|(?:your|the|my|her|his) (?:social worker|manager|safeguarding lead|boss|lead|head|nurse)"
    r"|somebody(?: who can help| else| i trust| who needs to know| about it)?"
    r"|people(?: who can help| who need to know| whose job (?:it|this) is)"
    r"|the people(?: who can help| who need to know| whose job (?:it|this) is)"
    r"|whoever needs to know|for help|for advice)"
)
LEADS_PART = rf"{LEAD_PART}(?: and {LEAD_PART})?"
WILL_PART = (
    r"(?:(?:i|we)(?: do| did| really| just| still| also| only| will| would| might| may| am| are"
    r"| have){0,2} (?:have to|need to|got to|going to|must|want to|will|would|might|may))"
)
ING_PART = r"(?:(?:i|we) (?:am|are|will be) (?:just |still )?)"
TOLD_PART = (
    rf"(?: know)?(?: about (?:{IT_PART}|you"
    r"|what you (?:have )?(?:said|told me|seen|noticed|heard)))?"
)
WHY_PART = (
    r"(?: so (?:that )?(?:you are|you stay) safe| to keep you safe| to help you| for you"
    r"| to help| so (?:he|she|they|we|i) can help(?: you)?)?"
)
SAY_PART = r"(?:say|tell|talk|answer|explain|show|speak|decide|do|go|look|stay|sit|be)"
FEELING_PART = (
    r"(?:scared|frightened|afraid|worried|upset|sad|angry|tired|shaken|exhausted|anxious|unsure"
    r"|nervous|lonely|fed up|cross|hurt|alone|worn out|shattered|done in"
    r"|overwhelmed|stuck|torn|confused|unhappy|low)"
)
HEAVY_PART = (
    r"(?:hard|tough|difficult|scary|frightening|horrible|heavy|lonely|exhausting|tiring|rough"
    r"|awful"
    r"|confusing|upsetting|rotten|a lot|a big thing|a worry|worrying|painful|sad|stressful)"
)
THERE_PART = (
    r"(?: (?:here|there|in here|down here|out here|up here|right here|with you|with me|next to"
    r" you"
    r"|beside you|by you|close by|for a bit|for a while|a bit|a minute|a while|a sec|for you|put"
    r"|for break|outside|nearby|next door|quietly|together|down|on|as long as you (?:like|need"
    r"|want)"
    r"|for as long as you (?:like|need|want)|if you (?:like|want|need me|want me|want to)"
    r"|till you are ready|until you are ready|whenever you are ready|by me|in the warm))"
)
MIND_PART = (
    r"(?:that|it|this|that one|this one|anything|any more|more|a thing|another word|a word"
    r"|to me|me|yourself|about it|about that|about this|now|today|tonight|right now|if you do not"
    r" want to|if you would rather not|all of it|at all|else|anything else|anything to (?:me"
    r"|him|her"
    r"|them)|with him|with her|with them|there|home|in|straight away|yet|first|anywhere)"
)
WORDS_PART = (
    r"(?: (?:in your own (?:words|way|time)|in your words|your (?:own )?way|if you (?:want|can"
    r"|like"
    r"|feel able)(?: to)?(?: say)?|when(?:ever)? you are ready|as much as you (?:like|want|can)"
    r"|as much or as little as you (?:like|want)|from wherever you (?:like|want)(?: to start)?"
    r"|or not at all|or leave it))"
)
ABOUT_PART = r"(?P<about>(?:\w+ ?){1,5}?)"
DRINK_PART = (
    r"(?:(?:a|some|your|the|any) )?(?:glass of |cup of |bit of |mug of )?(?:drink|tea|brew"
    r"|water|squash|biscuit"
    r"|toast|tissue|tissues|coat|blanket|sit down|seat|chair|minute|air|fresh air|break|company"
    r"|quiet|hot drink|chocolate|hot chocolate|juice)"
)
