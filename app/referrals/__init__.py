"""From a signed record to paper: the summary that supports a referral."""

from app.referrals.views import bp

__all__ = ["bp"]
