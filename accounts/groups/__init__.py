"""Groups of learners: who may come in, who belongs to a group, and who sees how far they are."""
