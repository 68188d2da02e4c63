"""Signed forms back from paper: each page as a picture, and the code on it. Runs in a guarded child."""
