"""The timetable engine: a Problem in, a checked Solution and what is proved about it out. No Django."""
