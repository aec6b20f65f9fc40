"""Finding words in an edition, and in what one learner has written or answered.

``words`` says which words are the same, ``finding`` looks them up, and ``own_texts`` is the
registry of what belongs to one learner. ``course.publishing.search_index`` makes the rows.
"""
