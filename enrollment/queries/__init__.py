"""Queries of enrollment, by noun."""
