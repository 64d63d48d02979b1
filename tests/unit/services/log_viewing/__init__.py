"""The log as an auditor sees it."""
