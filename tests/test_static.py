"""What production serves: one style sheet with everything in it, under a hashed name."""

import json
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


def test_a_change_of_an_imported_sheet_alone_is_served(settings, tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "css").mkdir(parents=True)
    (source / "css" / "waymark.css").write_text('@import url("parts.css") layer(base);')
    parts = source / "css" / "parts.css"
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], target
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.static_files.BundledStaticFilesStorage"}
    }
    for color in ("red", "green"):
        parts.write_text(f"p {{ color: {color}; }}")
        call_command("collectstatic", interactive=False, verbosity=0)
        manifest = json.loads((target / "staticfiles.json").read_text())["paths"]
        assert color in (target / manifest["css/waymark.css"]).read_text()


def test_every_line_under_words_is_drawn_on_an_iphone_too(settings):
    """Safari drops "text-decoration" with more than a line in it: terms had no dots under them."""
    sheets = (settings.BASE_DIR / "static" / "css").rglob("*.css")
    found = [
        (sheet.name, words)
        for sheet in sheets
        for words in re.findall(r"text-decoration:\s*([^;}]+)", sheet.read_text())
        if len(words.split()) > 1
    ]
    assert found == []


def test_every_upright_face_is_loaded_before_the_first_paint(client, settings, db):
    """A face that comes later is not used on that page, which would then mix typefaces."""
    sheet = (settings.BASE_DIR / "static" / "css" / "fonts.css").read_text()
    faces = set(re.findall(r"fonts/(waymark-\w+-\d+\.woff2)", sheet))
    page = client.get(reverse("account_login")).content.decode()
    assert set(re.findall(r'rel="preload" href="[^"]*/(waymark-[^"]+)"', page)) == faces
