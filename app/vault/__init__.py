"""The key library: who can open what, and the bytes that result.

Every function either answers in full or raises `SealedError` or `KeyChangedError`, which say
nothing about the cause. Nothing here keeps state, reads configuration, touches a database, knows
Flask or writes a log line. What is here is format 1;
`tests/vectors/vault` holds bytes of format 1 that every later version must open.
"""
