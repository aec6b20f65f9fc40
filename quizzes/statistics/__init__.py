"""What staff learn about questions from the answers to them."""
