"""The watch over all journeys hears what it is there for."""

import pytest

pytestmark = pytest.mark.browser
BREACH = """async () => {
  const picture = document.createElement("img");
  picture.src = "https://third.example/pixel.png";
  document.body.append(picture);
  document.body.insertAdjacentHTML("beforeend", '<p style="color: red">styled</p>');
  await fetch("https://third.example/beacon").catch(() => {});
  setTimeout(() => { throw new Error("a fault of a script"); });
}"""


def test_a_foreign_request_an_inline_style_and_a_fault_are_heard(live_server, page, watch):
    page.goto(f"{live_server.url}/pages/privacy/")
    assert watch.findings == []
    with page.context.expect_event("weberror"):
        page.evaluate(BREACH)
    heard = " ".join(watch.complaints)
    assert "img-src" in heard
    assert "style-src" in heard
    assert "connect-src" in heard
    assert "a fault of a script" in " ".join(watch.faults)
    for kind in (watch.foreign, watch.complaints, watch.faults):
        kind.clear()


def test_a_request_to_another_origin_is_heard_where_no_policy_stops_it(context, watch):
    context.route(
        "**",
        lambda route: route.fulfill(
            content_type="text/html", body="<img src=https://third.example/p>"
        ),
    )
    page = context.new_page()
    page.goto(f"{watch.origin}/pages/privacy/")
    assert "https://third.example/p" in watch.foreign
    watch.foreign.clear()


def test_a_page_is_heard_again_after_it_was_excused(live_server, page, watch):
    style = "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">styled</p>')"
    page.goto(f"{live_server.url}/pages/privacy/")
    with watch.excusing(page):
        page.evaluate(style)
    assert watch.findings == []
    page.evaluate(style)
    page.evaluate("0")
    (complaint,) = watch.complaints
    assert "style-src" in complaint
    watch.complaints.clear()
