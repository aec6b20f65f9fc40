"""The whole product under faults: simulated learners, and what must be true afterwards.

site.py runs the processes, learners.py the people, faults.py what goes wrong, records.py reads
what is stored, invariants.py says what is wrong with it, run.py puts all together.
"""
