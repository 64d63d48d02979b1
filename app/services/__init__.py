"""What can be done, one package a subject. No Flask here; `unit_of_work.py` alone commits."""
