"""The forms that ask for no passphrase: who is told about each, or why no one need be.

The forms that ask are in `test_step_up_routes.py`. Together the two lists are all forms there are,
written by hand: a new one is named here, or asks for the passphrase. Whoever sits at an open screen
can send these. So nothing here may make a way back in, and what lasts has someone who is told.
"""

from __future__ import annotations

from audit.actions import Action

TOLD: dict[str, tuple[Action, ...]] = {
    "setup.save_number_check": (Action.NUMBER_WRONG, Action.NUMBER_UNMARKED),
    "accounts.change_passphrase": (Action.LOCK_SET, Action.LOCK_REMOVED),
    "accounts.let_in_with_card": (Action.RECOVERY_CARD_USED,),
    "accounts.withdraw": (Action.INVITE_WITHDRAWN,),
    "accounts.stop_sheet": (Action.SHEET_STOPPED,),
    "accounts.set_leaving_day": (Action.MEMBER_LEAVING,),
    "learning.recorded_on_paper": (Action.TRAINING_RECORDED,),
    "learning.ask_outside": (Action.TRAINING_LINK_MADE,),
    "learning.answer_outside": (Action.TRAINING_LINK_ANSWERED,),
}
"""The actions that the log has of it, each with a rule of who gets an email and a line on Home."""
MAILED = {
    "accounts.stop": "lead_stopped",
    "recording.do_sign": "something_waits",  # those who can read the record
    "review.hand_over": "something_waits",
    "review.hand_over_work": "something_waits",
    "learning.sent": "something_waits",  # who is to confirm
    "learning.talked": "something_waits",  # the learner
    "learning.do_practice_send": "something_waits",
    "learning.practice_note": "something_waits",
}
"""It has an email of its own, to the other people whom it is about."""
QUIET = {
    "ends something of one's own, or forgets what was shown": {
        "accounts.sign_out",
        "accounts.lock_session",
        "accounts.stay",
        "accounts.forget_shown_card",
        "accounts.forget_shown_step_codes",
        "accounts.forget_shown_invite_codes",
        "accounts.turn_page",  # keeps ticks in the session
        "accounts.search_members",  # keeps the words of a search in the session, until the next
        "accounts.search_team",
        "accounts.dismiss_notice",  # the email is sent, and Notices shows it still
        "setup.forget_shown_setup_codes",
        "learning.end_outside",  # a link that would have let someone else say something
    },
    "is sent by a browser without anyone: it adds one to a number": {
        "public.count_policy_report",
    },
    "is a guess: Home counts those that fail, and ten in an hour send an email": {
        "accounts.submit_sign_in",
        "accounts.let_in_with_code",
        "accounts.sign_in_with_passkey",
        "accounts.unlock",
        "accounts.step_up",
    },
    "takes the whole recovery sheet, and writes the day in the log: it opens no concern": {
        "accounts.check_sheet",
    },
    "joins with a code that a lead made: it opens nothing until leads have confirmed them": {
        "accounts.check_code",
        "accounts.joined",
    },
    "is set-up, and is gone once there is an organisation": {
        "setup.submit",
        "setup.save_step",
        "setup.choose_passphrase",
        "setup.finish_organisation_setup",
    },
    "is one's own draft, which no one else reads, until it is signed": {
        "recording.begin",
        "recording.submit",
        "recording.autosave",
        "recording.apply_late_page_choice",
        "recording.log_first_call",
        "recording.autosave_detail",
    },
    "is signed by name into one concern: all who read it see it there, and who closed it": {
        "recording.log_call",
        "recording.log_call_of_file",
        "recording.submit_detail",
        "review.answer_escalation",
        "review.ask_author",
        "review.answer_question",
        "review.add_note",
        "review.add_task",
        "review.finish_task",
    },
    "ends a reminder, signed by name: who recorded it reads on Home who marked it as read": {
        "review.acknowledge",
    },
    "is signed by name into a child's file: every lead sees it there, and nothing is taken out": {
        "review.link_child",
        "review.unlink_child",
        "review.save_not_same",
        "review.write_fact",
    },
    "is one's own list of concerns, which only they see: it holds a filter and no concern": {
        "review.save_list",
        "review.delete_list",
    },
    "is what a team calls a concern in its own lists: it opens nothing, and the log says who": {
        "review.name_concern",
    },
    "shows what the screen shows already, and the log says who looked": {
        "review.find_children",
        "review.filter_concerns",
        "review.search_for",
        "review.rebuild_index",
        "learning.checked",
        "learning.search_trained",
    },
    "is a paper of one concern, which nothing may stand before: its history has it": {
        "referrals.summary_pdf",
        "referrals.paper",
        "referrals.receipt",
        "referrals.council_form_pdf",
    },
    "is practice, which no record and no completion comes from": {
        "recording.practice_paper_pdf",
        "recording.practice_submit",
        "recording.practice_autosave",
        "recording.do_practice_sign",
        "learning.practice_begin",
        "learning.do_practice_throw",
        "learning.keep_practice_note",
        "learning.practice_said",
        "learning.practice_say_own",
        "learning.practice_keep_own",
        "learning.practice_back",
    },
    "is about one's own learning, and says nothing of anyone else": {
        "learning.answer",
        "learning.keep_answer",
        "learning.keep_talked",
        "learning.keep_settings",
        "learning.mark_read",
        "learning.mark_not_read",
        "learning.have_read",
        "learning.board_noted",  # a day: it completes nothing
    },
    "puts a completion down that someone outside stated: their answer was told": {
        "learning.record_outside",
    },
    "is a list of trainings, without a child, or a day on it: it completes nothing": {
        "learning.completion_pdf",
        "learning.trained_csv",
        "learning.for_board_csv",
        "learning.went",
    },
    "says who learns together: everyone in the group sees it on Home": {
        "learning.make_group",
        "learning.change_group",
        "learning.add_to_group",
        "learning.remove_from_group",
        "learning.delete_group",
    },
}
"""Why no one need be told."""
