"""What a test needs of the machine: databases, servers, browsers, programs, the run's report."""
