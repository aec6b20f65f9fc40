"""What every question is: its contract, scores, texts, options, rows and parts.

No Django models.
"""
