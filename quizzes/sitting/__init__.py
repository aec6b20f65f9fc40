"""Sitting a quiz: starting, saving and handing in an attempt; what staff grant for it."""
