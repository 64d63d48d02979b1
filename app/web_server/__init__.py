"""The web server: processes that answer requests, and one process that watches over them.

`python -m app.web_server` starts it. It knows HTTP, sockets and processes, and no page: the
application that it serves is loaded by name in each process that answers.
"""
