"""The bill of materials: what is put into it by hand, and when it is refused.

Making the whole of it installs packages, and is no test: ``make sbom``.
"""

import json
import re
from pathlib import Path

import pytest
from django.contrib import admin

from config import bootstrap, sbom

REQUIREMENTS = Path(sbom.__file__).resolve().parent.parent / "requirements"
MIT = [{"license": {"id": "MIT"}}]
BILL = {
    "specVersion": "1.6",
    "components": [{"name": "nh3", "bom-ref": "nh3==0.3", "licenses": MIT}],
    "dependencies": [{"ref": "nh3==0.3"}],
}


def test_what_is_no_package_stands_in_the_bill_after_the_packages():
    whole = sbom.complete(BILL, [{"name": "icons", "licenses": MIT}])
    assert [component["name"] for component in whole["components"]] == ["nh3", "icons"]
    references = [component["bom-ref"] for component in whole["components"]]
    assert [each["ref"] for each in whole["dependencies"]] == references
    assert whole["specVersion"] == "1.6"


def test_a_component_without_a_license_stops_the_bill():
    with pytest.raises(sbom.IncompleteError, match="no license: drawings, icons"):
        sbom.complete(BILL, [{"name": "icons"}, {"name": "drawings", "licenses": []}])


def test_the_components_by_hand_are_those_that_are_there():
    others = json.loads(sbom.NOT_PACKAGES.read_text())
    versions = {other["name"]: other.get("version") for other in others}
    assert len(versions) == len(others)
    # The native libraries that set-up installs.
    packages = " ".join(bootstrap.LIBRARIES.values())
    for library in ("glib", "pango", "harfbuzz", "fontconfig"):
        assert library in packages
        assert library in versions
    vendor = Path(admin.__file__).parent / "static" / "admin" / "js" / "vendor"
    for name, file in (
        ("jquery", "jquery/jquery.js"),
        ("select2", "select2/select2.full.js"),
        ("xregexp", "xregexp/xregexp.js"),
    ):
        assert re.search(rf"v?{re.escape(versions[name])}\b", (vendor / file).read_text()[:20_000])
    assert {folder.name for folder in vendor.iterdir()} == {"jquery", "select2", "xregexp"}


def test_every_list_of_requirements_is_locked_by_hash_without_an_address():
    makefile = (REQUIREMENTS.parent / "Makefile").read_text()
    for source in REQUIREMENTS.glob("*.in"):
        locked = source.with_suffix(".txt").read_text()
        entries = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.*(?:\n    --hash=\S+.*)*", locked, re.M)
        assert len(entries) == len(re.findall(r"^[^\s#-]", locked, re.M))
        assert all("--hash=sha256:" in entry for entry in entries)
        assert "//" not in locked
        assert f"{source.name} " in makefile
