"""A walk through docs/operating.md in a bare Debian, from nothing to a certificate over HTTPS.

``make test-bare`` runs it, as root, on Linux with debootstrap. It is no part of ``make test``.
"""
