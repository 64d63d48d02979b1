"""Look after packs: find what stops one from being used, and start a new one."""
