"""Reads over places, agencies and accounts."""
