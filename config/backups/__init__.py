"""Back a site up while it serves, and put a backup back (docs/backup.md)."""
