"""Who may: the request's organisation and person, policies, CSRF, headers."""
