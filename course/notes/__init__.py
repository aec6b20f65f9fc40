"""What learners keep for themselves in lessons: bookmarks, marked words and notes."""
