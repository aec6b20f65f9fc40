"""Marking again: orders, their dry runs, and the batches that carry them out."""
