"""Send a picture of a course, so that nothing in it can act on the page."""

import mimetypes
from io import BytesIO
from typing import IO

from django.http import FileResponse

PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def picture_response(picture: IO[bytes] | bytes, name: str) -> FileResponse:
    """Return the answer that holds a picture; its kind is told by the end of its name."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    opened = BytesIO(picture) if isinstance(picture, bytes) else picture
    response = FileResponse(opened, content_type=kind)
    response["Content-Security-Policy"] = PICTURE_POLICY
    return response
