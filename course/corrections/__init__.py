"""Safety corrections: what changed, who is told, and who has read it."""
