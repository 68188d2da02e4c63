"""Reads over several models of enrollment."""
