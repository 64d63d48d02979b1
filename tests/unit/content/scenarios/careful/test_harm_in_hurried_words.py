"""Accusing a child, doubting them, sending them out and threats, as someone in a hurry says them.

Next to each kind are careful sentences with the same words in them.
"""

from __future__ import annotations

import pytest

from content.scenarios.reply_kinds import find_reply_kinds
from tools.count_labelled_replies import MOMENTS

CHILD = "takes_it_back/start"
HARM = (
    (CHILD, "judging", "did you nick that?"),
    (CHILD, "judging", "So where did you nick it from?"),
    (CHILD, "judging", "Have you stolen something?"),
    (CHILD, "judging", "Is that phone nicked?"),
    (CHILD, "judging", "So you lied to her?"),
    ("carer_reports_changes/opening", "judging", "So you lied to her?"),
    (CHILD, "judging", "I'll be here when you're ready to be honest."),
    (CHILD, "judging", "Come back once you've decided to tell me the truth."),
    (CHILD, "judging", "Just be honest with me."),
    (CHILD, "judging", "No fibbing now"),
    (CHILD, "judging", "And no making things up."),
    ("game_and_pictures/account", "investigating", "Bring up the picture and let me look."),
    ("game_and_pictures/account", "investigating", "Open the photo up then"),
    ("moved_between_towns/lift", "avoiding", "Best get going, he's outside"),
    ("moved_between_towns/lift", "avoiding", "Off you go then, Kez is waiting"),
    ("swimming_coach/quiet", "promising", "You won't ever be going in his car again."),
    ("swimming_coach/quiet", "promising", "You will never go in that car again."),
    (CHILD, "judging", "Come on, big boys don't cry over a game."),
    (CHILD, "judging", "Your mum is going to hit the roof when she hears about this."),
    (CHILD, "judging", "Your nan will go through the roof"),
    (CHILD, "avoiding", "He's only like that because he fancies you so much."),
    (CHILD, "judging", "Well, you did pick an older boy, love."),
    (CHILD, "judging", "You're the one who messaged him."),
    (CHILD, "judging", "Most girls would be flattered by that."),
    (CHILD, "judging", "You should be flattered"),
    ("boyfriend_in_year_11/mates", "investigating", "I'll grab Ryan and have a word with him."),
    ("boyfriend_in_year_11/mates", "investigating", "I'll go up and have a word with Ryan"),
    ("carer_reports_changes/opening", "judging", "You must have known something was up."),
    (CHILD, "judging", "You're twelve, what do you want with a boyfriend?"),
    ("game_and_pictures/threat", "promising", "Just block her and it'll all go away."),
    ("game_and_pictures/threat", "avoiding", "I'll get your nan on the phone and she can pay it."),
    (CHILD, "judging", "You know you could go to prison for carrying that stuff?"),
    (CHILD, "judging", "You could get arrested for that."),
    (CHILD, "judging", "Keep on like this and nobody will believe you next time."),
    (CHILD, "judging", "You keep changing your mind."),
)
CAREFUL = (
    (CHILD, "Did he nick that?"),
    (CHILD, "He said you stole it, you told me."),
    (CHILD, "Did you get pinched?"),
    (CHILD, "You haven't stolen anything."),
    (CHILD, "He lied to you."),
    ("carer_reports_changes/opening", "He lied to her."),
    (CHILD, "I'll be honest with you, I have to pass it on."),
    (CHILD, "I'm ready to be straight with you about what happens next."),
    (CHILD, "Thank you for being honest with me."),
    (CHILD, "You can be honest with me."),
    (CHILD, "I'll be here whenever you're ready."),
    (CHILD, "No rush now"),
    (CHILD, "There are no lies in what I write."),
    (CHILD, "No lying on the cold floor, have my chair."),
    ("blue_car/mick", "Bring your picture of the dog"),
    ("blue_car/mick", "Open your picture book if you like."),
    ("game_and_pictures/account", "Don't bring up the picture."),
    ("moved_between_towns/lift", "Best get you a drink"),
    ("moved_between_towns/lift", "We'd best get to the office, he's outside."),
    ("moved_between_towns/lift", "I'd best get going to ring Ruth, he's outside."),
    ("swimming_coach/quiet", "You won't be going in his car."),
    ("swimming_coach/quiet", "You're not going in that car."),
    (CHILD, "Big boys cry as well."),
    (CHILD, "You're scared your mum will hit the roof."),
    (CHILD, "He says it's because he loves you."),
    (CHILD, "You did ring me on Tuesday."),
    (CHILD, "You're the one who decides where we sit."),
    (CHILD, "Most girls would be scared by that."),
    ("boyfriend_in_year_11/mates", "I'll grab Miss Birkett and have a word with her."),
    ("boyfriend_in_year_11/mates", "I won't go and have a word with Ryan."),
    (CHILD, "What do you want with your tea?"),
    ("game_and_pictures/threat", "I can't say that it'll go away."),
    ("game_and_pictures/threat", "Nobody should pay it."),
    (CHILD, "Are you worried you could go to prison?"),
    (CHILD, "You're not going to get arrested for telling me."),
    (CHILD, "He told you nobody will believe you."),
    (CHILD, "You can change your mind as often as you like."),
)


@pytest.mark.parametrize(("turn", "kind", "text"), HARM)
def test_harm_in_a_hurry_has_the_kind_that_fits(turn: str, kind: str, text: str) -> None:
    assert kind in {one.kind for one in find_reply_kinds(text, "england", MOMENTS[turn])}


@pytest.mark.parametrize(("turn", "text"), CAREFUL)
def test_careful_words_near_those_are_left_alone(turn: str, text: str) -> None:
    harm = {one.kind for one in find_reply_kinds(text, "england", MOMENTS[turn])} - {"leading"}
    assert not harm
