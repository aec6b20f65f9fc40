"""What a learner sees after handing in: the result page, the receipt, reports of mistakes."""
