"""Reports of staff: who completed, how far people come, and the activity for an accreditor."""
