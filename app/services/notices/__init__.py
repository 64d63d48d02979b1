"""Tell people what changed on their account or in their organisation, by email and on Home."""
