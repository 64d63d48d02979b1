"""Set up an organisation, find it by host and change its settings and duty rota."""
