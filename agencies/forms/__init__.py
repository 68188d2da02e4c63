"""Forms of agencies, by noun."""
