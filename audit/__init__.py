"""A tamper-evident log: write it, export it, check it.

A library without an app: it imports nothing of ours, opens no database and reads no settings.
`merkle` holds the tree, `notes` the signed checkpoints, `events` the lines, `receipts` and
`export` what people take away, `verify` the one file with which an outsider checks all of it.
"""
