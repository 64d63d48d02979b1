"""Emails: the page that each one's link opens, and pages where no email is set up."""
