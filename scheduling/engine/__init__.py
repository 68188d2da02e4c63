"""The timetable engine: a Problem in, a checked Solution and an honest statement about it out. Plain
Python, no Django.
"""
