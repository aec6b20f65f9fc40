"""Write a value as canonical JSON, and hash it. No Django, so that every folder may use it.

Equal values give equal bytes: keys are sorted, there are no spaces, and letters stand as they are.
Hashes of question versions and of the chain of certificates are stored: the bytes may not change.
"""

import hashlib
import json


def canonical_json(value: object) -> str:
    """Return ``value`` as canonical JSON. Raises TypeError for what JSON cannot hold."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of ``value``, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
