"""Lists of leavers: a table (`core.tables`) to entries and problems."""
