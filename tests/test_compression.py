"""Pages are sent compressed: whole, of changing length, and only to who can read them."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from config.compression import LightGZipMiddleware

PAGE = "<p>A page with words that come again.</p>" * 100


def answer(response, accept="gzip"):
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accept)
    return LightGZipMiddleware(lambda _request: response)(request)


def test_a_page_comes_back_whole_and_says_that_it_is_compressed():
    response = answer(HttpResponse(PAGE, headers={"ETag": '"1"'}))
    assert gzip.decompress(response.content).decode() == PAGE
    assert (response["Content-Encoding"], response["ETag"]) == ("gzip", 'W/"1"')
    assert response["Content-Length"] == str(len(response.content))
    assert response["Vary"] == "Accept-Encoding"


def test_the_same_page_has_another_length_each_time():
    lengths = {len(answer(HttpResponse(PAGE)).content) for _time in range(40)}
    assert len(lengths) > 10


@pytest.mark.parametrize("accept", ["", "br", "identity"])
def test_a_browser_that_does_not_ask_gets_the_page_as_it_is(accept):
    response = answer(HttpResponse(PAGE), accept)
    assert response.content.decode() == PAGE
    assert not response.has_header("Content-Encoding")
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("Short."),
        HttpResponse(PAGE, headers={"Content-Encoding": "br"}),
    ],
)
def test_what_is_short_or_compressed_already_stays(response):
    before = response.content
    assert answer(response).content == before


def test_a_stream_is_compressed_piece_by_piece():
    response = answer(StreamingHttpResponse([PAGE.encode(), PAGE.encode()]))
    assert gzip.decompress(b"".join(response.streaming_content)).decode() == PAGE * 2
