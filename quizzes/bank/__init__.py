"""Questions as files of a course folder and as rows of an edition.

Reading, checks, building, exporting.
"""
