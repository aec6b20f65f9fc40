"""Pages of staff about courses: learners, editions, reviews of modules and facts, the provider."""
