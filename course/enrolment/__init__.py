"""Starting a course, the name for the certificate, and moving to the newest edition."""
