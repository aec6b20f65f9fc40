"""The error of an act that may not be done."""


class ActRefusedError(Exception):
    """The act cannot be done, or not by this person; the text says why and what to do."""
