"""Marking attempts, what a learner has reached, and checking both again."""
