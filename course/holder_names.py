"""The name that will stand on a certificate."""


def clean_holder_name(name: str) -> str:
    """The name without needless spaces."""
    return " ".join(name.split())
