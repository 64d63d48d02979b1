"""Lines and figures for whoever runs a server: no path, no name, no address, nothing typed."""
