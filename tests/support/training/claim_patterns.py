"""Words that claim what a trainee or a child did, and passages that the setting vouches for."""

import re

DID = (
    "said|told|asked|heard|listened|promised|stopped|went|gave|got|had|did|could|waited|stayed|let"
    "|made|took|kept|left|came|knew|named|used|showed|found|put|wanted|noticed|looked|picked|sent"
    "|spoke|talked|helped|started|began|paid|owed|owes|lost|went|saw|seen|been|gone|cried|shook"
    "|turned|covered|laughed|sat|called|rang|thought|believed|trusted|understood|meant"
)
CLAIMS = re.compile(
    rf"\b(?:you|he|she|they|it|words|nobody|no one|[A-Z][a-z]+)\b(?: (?:not|never|also|already|now"
    rf"|did|do|does|has|have|had|was|were|is|are))* (?:{DID})\b"
    rf"|\b(?:you|he|she|they)(?:'ve|'d| have| has| had)\b(?! to\b)"
    r"|\b(?:he|she|they) (?:is|was) (?:afraid|frightened|scared|safe|coming|worried)\b"
    r"|\byou (?:know|have) enough\b|\benough to\b"
    r"|\b(?:[Ss]omeone|[Ss]omebody|[Pp]eople(?: who)?|[Tt]hey|[Tt]he (?:person|man|boy|others)"
    r"|[Nn]o one yet|[A-Z][a-z]+) (?:now |still |also |already )?"
    r"(?:has|have|wants?|means|knows?|owes?|keeps|drives|waits|threatens|says)\b"
    r"|\b(?:he|she|it|[A-Z][a-z]+|person|man|they) (?:exists?|(?:is|are) (?:here|there|in|coming"
    r"|waiting|outside|behind))\b|\b[Tt]here (?:is|are)\b|\b(?:he|she) means to\b",
)
"""Claims about what a trainee or a child did or said, and what is enough for each."""

OF_THE_SETTING = {
    "Yes. Children who are exploited often never say it. You do not need a child's words, or "
    "proof. Being worried is enough.": "is about children, not about this one",
    "She used to sit with three friends, and lately she sits alone.": "is in the setting",
    "Neil is the head coach, and has run the club for twenty years.": "is in the setting",
    "A boy, a sport, and a coach who has run the club for twenty years. It is easy not to see.":
        "is in the setting",
    "She left care in the summer, and lives with five other young people.": "is in the setting",
    "The conversation ends here. Leah has told no one, and you can still act.":
        "is in the summary",
    "Her grandmother is worried, and comes to you.": "is in the summary and in turn 1",
    "Children often take back what they said, out of fear. That does not mean that it did not "
    "happen, and it does not mean that it did. Pass on both.": "is about children",
    "Both. Maisie might have been harmed. The boy might have harmed her, and others might be "
    "using him.": "says what is possible",
    "Both children are referred: Maisie, and Ryan.": "says what to do",
    "A tall boy with two phones. Carys says that he is well in with that lot. It is easy not to "
    "see a child.": "is in the setting",
    "When you are not sure, say so and act as if he were. Someone wants money from him, and no one "
    "knows what they or he might do.": "each path tells it: see `MEANINGS`",
    "Ask in that call who tells his nan. Do not write to the people who want money.":
        "each path tells it: see `MEANINGS`",
    "Neil is here and means to drive a child home: call 999 now. Say that other children are in "
    "the building.": "is in the setting, and each path tells of the lift: see `MEANINGS`",
    "Go in now, stay with him, and call 999. Say that the man is in the building, and that he "
    "means to drive Rory home.": "is in the setting, and in the title",
    "Yes. The person is here, and means to drive Rory home at 15:00. Call 999.":
        "is in the setting, and each path tells of the lift: see `MEANINGS`",
    "There are other children in the building.": "is in the setting: a gala",
    "Say what others do to him. Write that someone drives him, not that he runs off.":
        "each path tells it: see `MEANINGS`",
    "Ask her not to look through Leah's room or phone, and not to follow anyone. She calls 999 if "
    "Leah is in danger or missing.": "says what to do",
    "He has something on his wrist, and keeps pulling his sleeve over it.": "is in turn 1",
    "Nothing says that someone is with her now. Say that you are not sure, and why. Then it is "
    "treated as danger, and that is right.": "says what no line says",
    "The conversation ends here. She is in school, and you know where.": "is in the setting",
    "The conversation ends here. She is in school until 15:15, and Mr Okafor until 16:00. "
    "You can still act today.": "is in the setting",
    "No. Tell your {lead_title} today, while Nadia is in school.": "is in the setting",
    "Ask first. No one knows yet who is behind this, or who at home knows them.":
        "says what no line says",
    "Do not call home before children's services or the police have said how. No one knows yet "
    "who is behind this.": "says what no line says",
}  # fmt: skip
"""Passages without a condition that speak of the past, each with the reason why it is true."""

OF_THE_TRAINEE = re.compile(
    r"\b[Yy]ou (?:promised|asked|stopped|pressed|said|told|listened|waited|let|gave|put|took|went"
    r"|heard|did|went on|kept)\b|came back to it|[Qq]uestions? (?:of yours|had)|of your questions"
)
"""Claims about what a trainee said or did."""

LIFT = re.compile(r"\blift\b|[Hh]ome at three|drives me")
WANTS_TO_STOP = re.compile(r"want to talk about it|^Stop\b|red card", re.IGNORECASE)
QUOTED = re.compile(r"“([^”]+)”")

CLOSED = re.compile(
    r"(?:^|[.!?,] )(?:(?:and|but|so) )?"
    r"(?:(?:have|has|had|do|does|did|didn't|is|isn't|are|was|were|would)"
    r" (?:you|he|she|they|it|your|his|her)|you all right)\b[^.!?]*\?"
    r"|, (?:yeah|right|I hope|(?:is|was|are|do|does|did|could|would|has|have)n't"
    r" (?:it|he|she|they|you))\?",
    re.IGNORECASE,
)
"""A question to be answered with yes or no, or one that waits for a yes."""

BRINGS_SOMETHING_IN = {
    "opening.who_with": "that Nadia talks to someone at night",
    "lift_b.let_me_see": "that someone keeps on at Jamie",
    "game_said.what_game": "that Mick's game is about Toby's body",
}
"""Questions that leave the words to the child, and take for granted what no one has said."""

STAYS = re.compile(
    r"\bis (?:still )?with you\b|\byou are with (?:him|her)\b"
    r"|\bstill in\b|\bstays\b|\bdoes not go\b"
)
"""Titles of endings in which the child, or whoever speaks, has not gone."""

SENDS_AWAY = re.compile(
    r"\b(?<!we'll )(?:nip|pop|run|hurry|pack|go) (?:in|back|off|to|on|up|home|along)\b"
    r"|\bmeet (?:you|me)\b|\bsee you\b|\bmind how you go\b|\btake care\b|\bbook\b"
    r"|\bgive her my love\b",
    re.IGNORECASE,
)
"""Last words after which they go, or are sent."""
