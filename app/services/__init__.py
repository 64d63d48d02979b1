"""What can be done, one subject a file. No Flask here; `desk.py` alone commits."""
