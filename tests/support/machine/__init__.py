"""Parts of the machine for tests: databases, servers, browsers, programs, the run's report."""
