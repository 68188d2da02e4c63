"""Long work of enrollment, run by the worker."""
