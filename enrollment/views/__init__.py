"""Views of enrollment, by noun."""
