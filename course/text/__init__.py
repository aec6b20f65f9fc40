"""The language of a lesson: its Markdown, passages, sentences and words. No Django."""
