"""Pages of agencies, by noun."""
