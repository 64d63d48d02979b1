"""Question pages before the four steps, and those of Receive."""

from app.domain.journey.question_model import Ask, Follow, QuestionPage, Style
from app.domain.journey.repeated_asks import (
    YES_NO,
    YES_NO_NOT_SURE,
    make_where_ask,
    make_words_asks,
)
from app.domain.pages.page_model import Step

DANGER = QuestionPage(
    name="danger",
    title="Is anyone in danger right now?",
    link="Danger now",
    step=Step.BEFORE,
    asks=(Ask("now", "danger_now", style=Style.HEADING, answers=YES_NO_NOT_SURE),),
)
WHY = QuestionPage(
    name="why",
    title="What makes you think someone may be in danger?",
    link="Why you think so",
    step=Step.BEFORE,
    asks=(
        Ask(
            "now",
            "danger_why",
            hint="Tick all that apply.",
            style=Style.HEADING,
            answers=(
                ("hurt", "Someone is hurt"),
                ("has_taken_something", "They’ve taken something"),
                ("says_they_may_end_their_life", "They’ve talked about ending their life"),
                ("missing", "The child is missing"),
                (
                    "the_person_is_with_them_or_coming",
                    "The person I’m worried about is with the child, or on the way",
                ),
                ("recent_sexual_assault", "A recent sexual assault"),
                ("other", "Something else"),
            ),
            follow=(Follow("other", (Ask("now", "danger_why_other", "What is it?"),)),),
        ),
        Ask(
            "now",
            "others_in_danger",
            "Is anyone else in danger?",
            "For example, brothers or sisters. If no one else is, write “no”.",
        ),
    ),
)
WHERE = QuestionPage(
    name="where",
    title="Where is the child now?",
    link="Where the child is",
    step=Step.BEFORE,
    asks=(make_where_ask("now"),),
)
READ = QuestionPage(
    name="read",
    title="Who should be able to read this?",
    link="Who can read this",
    step=Step.BEFORE,
    intro="Only you can, until you sign. After that, a safeguarding lead can.",
    ends=("now",),
    asks=(
        Ask(
            "now",
            "about_our_team",
            "Is this about someone who works or volunteers here?",
            "This changes who can read it. If it might be someone here, even if you do not know "
            "who, choose “I’m not sure”. Choose “No” only if it is not about anyone here.",
            answers=YES_NO_NOT_SURE,
            follow=(Follow("yes", note="about_staff"), Follow("unsure", note="about_staff")),
        ),
    ),
)
HOW = QuestionPage(
    name="how",
    title="How do you know?",
    link="How you know",
    step=Step.RECEIVE,
    asks=(
        Ask(
            "account",
            "how_known",
            hint="Tick all that apply. Your answers decide what we ask next.",
            style=Style.HEADING,
            answers=(
                ("child_told_me", "The child told me"),
                ("i_saw_or_heard_it", "I saw or heard something"),
                ("someone_told_me", "Someone else told me"),
                ("changes_i_noticed", "I’ve noticed changes in the child"),
                ("online", "I saw something online"),
            ),
        ),
        Ask(
            "account",
            "account_by",
            "I’m writing this for someone else",
            "They were told or saw it, and you’re writing it down. Tick how they know above.",
            style=Style.TICK,
            answers=(("somebody_else", ""),),
            follow=(
                Follow(
                    "somebody_else",
                    (
                        Ask("account", "account_by_name", "Their name", " "),
                        Ask("account", "account_by_role", "Their role"),
                        Ask("account", "account_by_contact", "Phone or email"),
                        Ask(
                            "account",
                            "account_by_received",
                            "How did they tell you?",
                            "For example, in person, by phone or in a note.",
                        ),
                        Ask(
                            "account",
                            "account_by_written_at",
                            "When did they tell you?",
                            "For example, today and 15:30.",
                        ),
                    ),
                ),
            ),
        ),
    ),
)
WORDS = QuestionPage(
    name="words",
    title="What did the child say?",
    titles=(("for_someone", "What did the child tell them?"),),
    link="What the child said",
    step=Step.RECEIVE,
    asks=make_words_asks(
        "account",
        "Write their exact words. Include slang and swearing. If they pointed, drew or used sign "
        "language, say what they did. No one will correct this. If you asked them something, put "
        "(1) at that point in their words, and write question 1 below.",
        "Write every question exactly as you asked it, even if you’d ask it differently now.",
        heading=True,
    ),
)
WHEN = QuestionPage(
    name="when",
    title="When did they tell you?",
    titles=(("for_someone", "When did the child tell them?"),),
    link="When they told you",
    links=(("for_someone", "When the child told them"),),
    step=Step.RECEIVE,
    asks=(
        Ask("account", "told_on", "Day", style=Style.DAY),
        Ask("account", "told_at_time", "Time", "A rough time is fine."),
        Ask("account", "told_at_place", "Where were you?"),
        Ask(
            "account",
            "just_us",
            "Was anyone else there?",
            answers=(("yes", "No, just us"), ("no", "Yes")),
            follow=(Follow("no", (Ask("account", "others_present", "Who?"),)),),
        ),
    ),
)
SEEN = QuestionPage(
    name="seen",
    title="What did you see?",
    titles=(
        ("for_someone", "What did they see?"),
        ("changes", "What have you noticed?"),
        ("online", "What did you see online?"),
    ),
    link="What you saw",
    links=(("for_someone", "What they saw"),),
    step=Step.RECEIVE,
    asks=(
        Ask("account", "seen", style=Style.HEADING, note="seen", rows=5),
        Ask("account", "seen_at", "When did you see it?", "A rough date is fine."),
        Ask(label="You saw an injury or a mark", style=Style.FOLD, note="injury"),
        Ask(
            label="You made rough notes",
            style=Style.FOLD,
            asks=(
                Ask("account", "first_note", "Copy them here exactly, and keep the original notes"),
            ),
        ),
    ),
)
OTHERS = QuestionPage(
    name="others",
    title="What did the other person tell you?",
    titles=(("for_someone", "What did the other person tell them?"),),
    link="What others told you",
    links=(("for_someone", "What others told them"),),
    step=Step.RECEIVE,
    ends=("others",),
    group="others",
    asks=(
        Ask("account", "told_by_others", "What someone told you, in their words", old=True),
        Ask("account", "told_by_others_source", "Who told you that?", old=True),
        Ask(
            "others",
            style=Style.ITEMS,
            asks=(
                Ask("others", "said", "What they said", "As close to their own words as you can."),
                Ask(
                    "others",
                    "source",
                    "Who told you?",
                    "Their name, and how they know the child. If they are a child too: are you "
                    "worried about them? You can add them under “Who is the child?”.",
                ),
                Ask(
                    "others",
                    "protect_identity",
                    "Do they want their name kept private?",
                    "We cannot promise this. A court might need to know.",
                    answers=(("yes", "Yes"), ("no", "No"), ("not_asked", "I haven’t asked")),
                ),
                Ask(
                    label="More about what they told you",
                    style=Style.FOLD,
                    asks=(
                        Ask("others", "source_role"),
                        Ask("others", "first_hand", answers=YES_NO),
                        Ask("others", "told_on"),
                    ),
                ),
            ),
        ),
    ),
)
START = (DANGER, WHY, WHERE, READ, HOW, WORDS, WHEN, SEEN, OTHERS)
