"""Views of certificates, by noun."""
