"""Values that people wrote in fields: plates, phones, user names, people, places. Pure.

Nothing here is read from anybody's words, scored or ranked.
"""
