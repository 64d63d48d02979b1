"""A child's file on paper: whole, with other children as initials unless a lead says otherwise."""
