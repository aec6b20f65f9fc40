"""From a zip to the published course, as an editor does it, by plain forms."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from course.models import Edition
from tests.course.uploads.sending import zip_of
from tests.journeys.people import member

pytestmark = pytest.mark.browser


@pytest.fixture
def site(live_server, settings, tmp_path):
    """A site without any course, and without a folder of one."""
    settings.BASE_URL = live_server.url
    settings.CONTENT_ROOT = tmp_path
    return live_server.url


def test_an_editor_publishes_a_course_without_a_shell(site, new_context, sign_in):
    editor = member("editor@example.org", "Edith Editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    context = new_context(java_script_enabled=False)
    sign_in(context, editor)
    page = context.new_page()
    page.goto(f"{site}/staff/editions/")
    page.get_by_role("link", name="Upload a course", exact=True).click()

    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a zip")
    zip_file = {"name": "tiny.zip", "mimeType": "application/zip", "buffer": zip_of()}
    page.get_by_label("A zip of the course folder").set_input_files(zip_file)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("main")).to_contain_text("This is a new course")

    page.get_by_role("link", name="1.1 Welcome").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    expect(page.get_by_text("Preview: not published")).to_be_visible()
    picture = page.get_by_role("img", name="A line that falls")
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    page.get_by_role("link", name="Back to what it changes").click()

    page.get_by_label("I have read what changes").check()
    page.get_by_role("button", name="Publish this edition").click()
    expect(page.get_by_role("heading", name="Published: A tiny course, edition 1")).to_be_visible()
    assert Edition.objects.get().published_by == editor
    page.get_by_role("link", name="See the course page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A tiny course")
