"""Practice conversations: what is sent and talked about, and what looks like a real name in one."""
