"""From a signed record to paper: the summary that supports a referral, and councils' own forms."""

from app.referrals import child_print_views, council_form_views, encrypted_copy_views
from app.referrals.views import bp

__all__ = ["bp", "child_print_views", "council_form_views", "encrypted_copy_views"]
