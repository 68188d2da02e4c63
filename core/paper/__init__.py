"""What every printed paper stands on: the typeface, and a layout engine that reaches nothing but our own files."""
