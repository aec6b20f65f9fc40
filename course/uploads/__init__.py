"""Course folders that staff upload: kept, checked by a task, previewed and published."""
