"""What production serves: one style sheet with everything in it, under a hashed name."""

import re

from django.core.management import call_command
from django.urls import reverse


def test_the_style_sheet_is_one_file_with_hashed_fonts(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.static_files.BundledStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    (sheet,) = tmp_path.glob("css/waymark.*.css")
    text = sheet.read_text()
    assert "@import" not in text
    assert "@layer tokens {" in text
    fonts = [part.split('"')[0] for part in text.split('url("')[1:]]
    assert fonts
    assert all((sheet.parent / font).exists() for font in fonts)
    assert all(len(font.split(".")) >= 4 or "../fonts/" in font for font in fonts)


def test_every_upright_face_is_loaded_before_the_first_paint(client, settings, db):
    """A face that comes later is not used on that page, which would then mix typefaces."""
    sheet = (settings.BASE_DIR / "static" / "css" / "fonts.css").read_text()
    faces = set(re.findall(r"fonts/(waymark-\w+-\d+\.woff2)", sheet))
    page = client.get(reverse("account_login")).content.decode()
    assert set(re.findall(r'rel="preload" href="[^"]*/(waymark-[^"]+)"', page)) == faces
