"""Write, read and judge an organisation's audit log, and what is taken away from it."""
