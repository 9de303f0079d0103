"""What pytest needs before the first test: servers, and a database of the run's own."""
