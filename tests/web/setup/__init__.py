"""Setting up an organisation, and keeping its details, numbers and rota."""
