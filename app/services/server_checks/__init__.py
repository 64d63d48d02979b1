"""Say what is wrong with a server, in sentences for whoever runs it."""
