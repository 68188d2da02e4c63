"""Forms of enrollment, by noun."""
