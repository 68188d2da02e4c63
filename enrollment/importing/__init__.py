"""Reading files of leavers: bytes to a table (in a guarded child process), a table to entries and problems."""
