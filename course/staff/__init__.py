"""Pages of staff about courses: learners, editions, reviews, the provider."""
