"""Accounts: sign in and out, hide and lock, join, one's own account, members."""

from app.accounts import (
    account_views,
    approval_views,
    auth_views,
    invite_views,
    join_views,
    member_rename_views,
    member_views,
    notice_views,
    recovery_card_views,
    session_views,
    step_up_views,
    verification_views,
)
from app.accounts.administration import administration_views
from app.accounts.blueprint import bp
from app.accounts.recovery_sheet import drill_views, sheet_views
from app.accounts.roles import role_views, senior_access_views
from app.accounts.second_step import (
    code_views,
    passkey_alone_views,
    passkey_views,
    removal_views,
    setup_views,
)
from app.accounts.suspension import (
    account_replacement_views,
    leaving_views,
    member_removal_views,
    suspension_views,
)

__all__ = [
    "account_views",
    "administration_views",
    "approval_views",
    "bp",
    "code_views",
    "drill_views",
    "sheet_views",
    "passkey_alone_views",
    "passkey_views",
    "removal_views",
    "role_views",
    "senior_access_views",
    "setup_views",
    "recovery_card_views",
    "session_views",
    "step_up_views",
    "account_replacement_views",
    "leaving_views",
    "member_removal_views",
    "suspension_views",
    "verification_views",
    "auth_views",
    "invite_views",
    "join_views",
    "member_views",
    "member_rename_views",
    "notice_views",
]
