"""The parts behind `./dev`: set-up, checks, tests and serving, with nothing but the standard library.

Only `messages` and `production`, which run inside the project's environment, use a library (polib, PyYAML).
"""
