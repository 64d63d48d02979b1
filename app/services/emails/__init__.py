"""Queue, group and send email. No email has a name of a child or what a record says."""
