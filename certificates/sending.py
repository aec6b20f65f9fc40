"""Send stored files with their hash."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified


def send_pdf(request: HttpRequest, data: bytes, sha256: str, file_name: str) -> HttpResponse:
    """Send a file with its hash as ETag; 304 if the client has it."""
    tag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
