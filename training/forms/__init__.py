"""What people enter about training. Forms read and check; services write."""
