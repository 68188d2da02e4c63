"""Spreadsheets and text files into rows, read in a guarded child process; what the rows mean is not its business."""
