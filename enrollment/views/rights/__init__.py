"""Rights of people over their data, by noun."""
