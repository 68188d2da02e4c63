"""Work that may hang, crash or eat the memory, done in a child process that may be killed."""
