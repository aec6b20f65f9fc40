"""Send a picture of a course, so that nothing in it can act on a page."""

import mimetypes
from typing import TypeVar

from django.http.response import HttpResponseBase

PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
Response = TypeVar("Response", bound=HttpResponseBase)


def as_picture(response: Response, name: str) -> Response:
    """Return the response with the headers of a picture; the end of its name tells its kind."""
    response["Content-Type"] = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response["Content-Security-Policy"] = PICTURE_POLICY
    return response
