"""Copy the certificates of a measured site in a process of their own.

``python -m benchmarks.environment certificates_grown`` runs on the files of the site that starts
it.
"""

from benchmarks.copying import copy_certificates

COPIES = 999  # 100,000 certificates


def main() -> None:
    """Copy the certificates."""
    copy_certificates(COPIES)
