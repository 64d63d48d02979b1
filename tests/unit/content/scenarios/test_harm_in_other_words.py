"""Questions with an answer in them, danger, blame and hurry are found in words like these.

Next to each kind are careful sentences that look alike, said where the child had just spoken.
"""

from __future__ import annotations

import pytest

from content.scenarios.reply_kinds import find_reply_kinds
from content.scenarios.reply_moments import NOTHING_BEFORE
from tools.count_labelled_replies import MOMENTS

LEADING = (
    ("swimming_coach/opening", "Has Neil been feeling you up, yes or no?"),
    ("swimming_coach/opening", "Does Neil touch you in the car?"),
    ("swimming_coach/opening", "Is Neil hurting you?"),
    ("swimming_coach/night", "Has Neil Ransome sent you pictures?"),
    ("swimming_coach/night", "So did Neil put his hands on you"),
    ("blue_car/mick", "Did Mick take you somewhere in the car and do something bad"),
    ("blue_car/mick", "Has Mick ever taken you to his house"),
    ("blue_car/game_said", "What did he make you do?"),
    ("blue_car/game_said", "Did Mick make you do it?"),
    ("boyfriend_in_year_11/mates", "What did they make you do"),
    ("boyfriend_in_year_11/mates", "Has Ryan forced you?"),
    ("boyfriend_in_year_11/mates", "And what things have they made you do?"),
    ("swimming_coach/led", "Where, over or under your clothes?"),
    ("swimming_coach/led", "Where did he touch you, your leg?"),
    ("swimming_coach/night", "What does he send, photos of himself?"),
    ("game_and_pictures/threat", "How much do they want, a hundred?"),
    ("game_and_pictures/account", "Who did you send it to? A man?"),
    ("game_and_pictures/account", "What was it, a nude?"),
    ("moved_between_towns/owe_b", "You'd been carrying drugs, hadn't you?"),
    ("moved_between_towns/owe", "You've been dealing drugs for them"),
    ("moved_between_towns/man", "Did you have to sleep with anyone there?"),
    ("moved_between_towns/man", "Were you made to sleep with men?"),
    ("moved_between_towns/man", "Did you have to kiss him?"),
    ("carer_reports_changes/opening", "It'll be a boyfriend"),
    ("carer_reports_changes/opening", "That'll be drugs, that"),
    ("carer_reports_changes/opening", "Sounds like a gang to me"),
    ("carer_reports_changes/opening", "She's got an older boyfriend, hasn't she"),
    ("carer_reports_changes/opening", "Is Leah on drugs?"),
    ("carer_reports_changes/coat", "Is Leah pregnant?"),
    ("carer_reports_changes/coat", "Has Leah got a boyfriend?"),
    ("carer_reports_changes/name", "How old's the lad, twenty?"),
    ("carer_reports_changes/coat", "Who's driving, her boyfriend?"),
    ("carer_reports_changes/nights", "Where was she, at a party?"),
    ("takes_it_back/knows", "Has Marcus threatened you, yes or no"),
    ("takes_it_back/owes", "Did Marcus make you sleep with someone?"),
    ("changes_over_weeks/answer", "Who is it, a boy?"),
    ("carer_reports_changes/opening", "I see, Denise, so who's buying them, some older bloke?"),
    ("game_and_pictures/threat_b", "I won't be cross, but how much was it, a hundred?"),
    ("takes_it_back/knows", "him hurting Callum?"),
    ("takes_it_back/knows", "How do you feel about him hurting Callum?"),
    ("takes_it_back/knows", "You said he's been threatening you?"),
    ("takes_it_back/angry", "So Marcus keeps hitting people?"),
    ("changes_over_weeks/answer", "Scared of your mum hitting you?"),
    ("moved_between_towns/owe", "Them beating you up?"),
)
HARM = (
    ("avoiding", "If you're sure, go in the car then."),
    ("avoiding", "Hop in with Neil then"),
    ("avoiding", "Okay, get in his car and text me later"),
    ("avoiding", "You'd better go with him, he's waiting"),
    ("avoiding", "Let him drive you home"),
    ("avoiding", "If you say so."),
    ("investigating", "I'll sort it out with Mick myself"),
    ("investigating", "I'm going to ring Ryan"),
    ("investigating", "I'll message Tash and tell her to stop"),
    ("investigating", "I'm going to have it out with Marcus"),
    ("investigating", "I'll phone Kez tonight"),
    ("investigating", "go through her room and her phone tonight"),
    ("investigating", "Look through his phone while he's asleep"),
    ("investigating", "Search her bag"),
    ("investigating", "Have you got any proof?"),
    ("investigating", "Where's your evidence?"),
    ("investigating", "We need proof first"),
    ("judging", "You girls make such a drama"),
    ("judging", "You're making a scene"),
    ("judging", "I find that hard to believe"),
    ("judging", "That's hard to believe."),
    ("judging", "I'm struggling to believe that"),
    ("judging", "I'm not sure I believe you"),
    ("judging", "What did you expect"),
    ("judging", "Well what else do you expect?"),
    ("judging", "I'll have to now, thanks to you"),
    ("judging", "We're in this mess because of you"),
    ("judging", "I never said that, Toby"),
    ("judging", "I never promised anything"),
    ("judging", "When did I say that?"),
    ("hurrying", "I haven't got time for this now"),
    ("hurrying", "I've no time for this, love"),
    ("hurrying", "I'm really busy"),
    ("hurrying", "I'm in a rush, so"),
    ("hurrying", "Make it quick"),
)
CAREFUL = (
    ("swimming_coach/car", "Is your leg hurting?"),
    ("swimming_coach/quiet", "Do you need something to stop it hurting?"),
    ("takes_it_back/rest", "Is anyone filming here?"),
    ("game_and_pictures/next", "I'm ringing Dawn now, and what would you like, tea or squash?"),
    ("carer_reports_changes/opening", "I see, so what happened then, if you know?"),
    ("carer_reports_changes/nights", "I'm here till one, and who would you like with you, Denise?"),
    ("swimming_coach/opening", "Has Gwen been in touch with you?"),
    ("swimming_coach/opening", "What happened after that, Rory?"),
    ("swimming_coach/opening", "What happened, if you want to say?"),
    ("swimming_coach/opening", "What happened next, in your own words?"),
    ("swimming_coach/opening", "How are you feeling, honestly?"),
    ("swimming_coach/three", "Is Neil still here?"),
    ("swimming_coach/three", "Is Neil picking you up?"),
    ("swimming_coach/car", "You said he puts his hand on your leg. What happened then?"),
    ("swimming_coach/rest", "What would you like, tea or squash?"),
    ("swimming_coach/rest", "Who would you like with you, your mum or me?"),
    ("blue_car/mick", "Tell me about Mick."),
    ("blue_car/game_said", "Tell me about the game"),
    ("blue_car/rest", "What do you need? Water?"),
    ("boyfriend_in_year_11/mates", "What happens when you see his mates?"),
    ("boyfriend_in_year_11/opening", "Scared of them. What's that like, Maisie?"),
    ("boyfriend_in_year_11/led_mates", "You said they made you. Thank you for telling me."),
    ("moved_between_towns/owe_b", "I shouldn't have said drugs. That was my word."),
    ("carer_reports_changes/led", "I don't know if it's a boyfriend"),
    ("carer_reports_changes/led", "I said boyfriend, you didn't. What have you seen, Denise?"),
    ("carer_reports_changes/opening", "Is Leah safe now?"),
    ("carer_reports_changes/opening", "Is Leah at school today?"),
    ("carer_reports_changes/opening", "What have you noticed, love?"),
    ("carer_reports_changes/opening", "What's Leah like at home, lately?"),
    ("carer_reports_changes/led_drugs", "I don't know that it's drugs"),
    ("carer_reports_changes/next", "How can I get hold of you, tonight or tomorrow?"),
    ("game_and_pictures/opening", "What's Tash like?"),
    ("game_and_pictures/opening", "Who else knows, if anyone?"),
    ("game_and_pictures/rest", "What would help right now, a drink?"),
    ("takes_it_back/knows", "What did you mean, that he knows?"),
    ("takes_it_back/coat", "Is Marcus on his way?"),
    ("takes_it_back/angry", "A yes or no isn't what I need from you"),
    ("takes_it_back/angry", "You don't have to give me a yes or no"),
    ("", "What do you want to happen, love?"),
    ("", "What did he say, that made you worried?"),
    ("", "What's the hardest bit, do you think?"),
    ("", "Who's at home with you, Denise?"),
    ("", "It sounds like you've been carrying this on your own"),
    ("", "You've been carrying all this by yourself"),
    ("", "What would make it easier, some air?"),
    ("", "Right, here's what I'm going to do, and you can stop me"),
    ("", "I'm going to see Miss Birkett and you can come"),
    ("", "I'm going to find Ruth. Do you want to come with me?"),
    ("", "I'll go and find Mr Okafor at break"),
    ("", "I'm sorry, I was in a rush and I didn't listen"),
    ("", "I've got to go and ring them now, and Mrs Lowe will sit with you"),
    ("", "I have to go and make a call, I'll be two minutes"),
    ("", "I have to go now but I'm coming straight back"),
    ("", "You look like you're in a hurry"),
    ("", "You can go home with your nan"),
    ("", "You can get in my car if you're cold"),
    ("", "Jump in with me and we'll wait for your mum"),
    ("", "If you're sure you're okay, I'll go and ring her now."),
    ("", "I know you're sure."),
    ("", "If you're sure. I'm still going to tell Dawn because I'm worried"),
    ("", "Because of you we can help Alfie"),
    ("", "None of this happened because of you."),
    ("", "I believe you, and I know it's hard to believe anyone would do that"),
    ("", "That must have been hard to believe"),
    ("", "I didn't say it very well. What I meant is you're not in trouble"),
    ("", "I didn't say that right"),
    ("", "I never promised, because I can't, and I won't"),
    ("", "I didn't promise that, I said I'd listen. I have to tell Dawn."),
    ("", "Can I go through what happens next with you?"),
    ("", "Let's go through it together"),
    ("", "I'll go through it with you, step by step"),
    ("", "Shall I find you somewhere to charge your phone?"),
    ("", "You don't need any proof"),
    ("", "The police will look for evidence, that's not your job"),
    ("", "Keep the messages, they could be evidence"),
    ("", "You've got nothing to prove to me"),
    ("", "I don't need proof"),
    ("", "It's evidence, so please don't delete it"),
    ("", "It's okay to make a fuss"),
    ("", "Make as much fuss as you like"),
    ("", "I'm not letting him drive you"),
    ("", "I'll sort something out for your tea"),
    ("", "I'll sort this out with Dawn, not with him"),
    ("", "I'll have a word with Mr Farrow"),
    ("", "I'll talk to him if he's the one on duty"),
    ("", "You have got a boyfriend, you said"),
    ("", "It could be drugs, it could be something else, I don't know"),
    ("", "You said she's got a boyfriend"),
    ("", "Who gave you it?"),
    ("", "Who else was there?"),
    ("", "What's he like, this Kez?"),
    ("", "What's she like, Tash?"),
    ("", "Where's that, then?"),
    ("", "What was that like, being on your own?"),
    ("", "What's happening tonight, at five?"),
    ("", "When is he coming, do you know?"),
    ("", "How long is it since you ate, love?"),
    ("", "What's the worst part, for you?"),
    ("", "Who is Jay, to Leah?"),
    ("", "How did that feel, being left there?"),
    ("", "Where is he now, if you know?"),
    ("", "Where were you, when he rang?"),
    ("", "What happened in the car, Rory?"),
    ("", "What happened at the house, that weekend?"),
    ("", "Someone made you do this and that someone isn't you"),
    ("", "I haven't got time limits, take as long as you need"),
    ("", "We haven't got time to wait, I'm ringing 999 now"),
    ("", "I haven't got the time on me"),
    ("", "You boys are always welcome here"),
    ("", "You lot are good mates to each other"),
    ("", "You kids love that game, don't you"),
    ("", "I'll make sure that I tell you before I tell anyone"),
    ("", "Is that too hard to say out loud?"),
)


def find_kinds(text: str, turn: str = "") -> set[str]:
    moment = MOMENTS[turn] if turn else NOTHING_BEFORE
    return {one.kind for one in find_reply_kinds(text, "england", moment)}


@pytest.mark.parametrize(("turn", "text"), LEADING)
def test_a_question_that_gives_the_answer_is_found(turn: str, text: str) -> None:
    assert "leading" in find_kinds(text, turn)


@pytest.mark.parametrize(("kind", "text"), HARM)
def test_harm_is_found_in_other_words(kind: str, text: str) -> None:
    assert kind in find_kinds(text)


@pytest.mark.parametrize(("turn", "text"), CAREFUL)
def test_careful_words_that_look_alike_are_let_alone(turn: str, text: str) -> None:
    assert not find_kinds(text, turn)


def test_what_the_child_has_named_can_be_asked_about() -> None:
    """Words are an offered answer only until the child has said them."""
    told, before = "swimming_coach/car", "swimming_coach/start"
    asked = "What happened then, his hand?"
    assert "leading" in find_kinds(asked, before)
    assert "leading" not in find_kinds(asked, told)


def test_a_colleague_s_name_is_not_that_of_somebody_who_harms() -> None:
    turn = "swimming_coach/opening"
    assert "leading" in find_kinds("Has Neil messaged you?", turn)
    assert "leading" not in find_kinds("Has Gwen messaged you?", turn)
    assert find_kinds("I'm going to ring Neil", turn) == {"investigating"}
    assert not find_kinds("I'm going to ring Gwen", turn)
