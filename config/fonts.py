"""Make the web fonts: subsets of the Source fonts, as WOFF2 files.

``python -m config.fonts FOLDER`` writes six of them, and the licence. They have names of their
own, because the Open Font License reserves the name "Source". PDFs use the whole fonts, in which
no name lacks a letter.
"""

import shutil
import sys
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
from fontTools import subset
from fontTools.ttLib import TTFont

UNICODES = [
    *range(0x20, 0x7F),  # basic Latin
    *range(0xA0, 0x180),  # Latin-1, and Extended-A
    *range(0x1A0, 0x1B1),  # what Vietnamese adds
    *range(0x1EA0, 0x1EFA),
    *range(0x300, 0x324),  # combining marks
    *range(0x2010, 0x2028),  # punctuation
    *range(0x2030, 0x203B),
    0x202F,
    0x2044,
    0x20AC,  # €
    0x2113,  # ℓ
    0x2122,  # ™
    *range(0x2190, 0x2194),  # arrows
    0x2212,  # minus
    0x2248,  # ≈
    0x2260,  # ≠
    0x2264,  # ≤
    0x2265,  # ≥
    0xD7,  # ×
    0xF7,  # ÷
    0x3B1,  # α
    0x3B2,  # β
    0x3BC,  # μ
    0x394,  # Δ
]
FEATURES = ["kern", "liga", "onum", "lnum", "tnum", "pnum", "mark", "mkmk", "ccmp", "locl"]
LEGAL_NAME_IDS = (0, 13, 14)  # copyright, licence, address of the licence
FACES = {
    "waymark-serif-400": (font_source_serif_pro, "SourceSerifPro-Regular.otf"),
    "waymark-serif-400-italic": (font_source_serif_pro, "SourceSerifPro-It.otf"),
    "waymark-serif-600": (font_source_serif_pro, "SourceSerifPro-Semibold.otf"),
    "waymark-sans-400": (font_source_sans_pro, "SourceSansPro-Regular.otf"),
    "waymark-sans-400-italic": (font_source_sans_pro, "SourceSansPro-It.otf"),
    "waymark-sans-600": (font_source_sans_pro, "SourceSansPro-Semibold.otf"),
}


def make_subset(source: Path, name: str, target: Path) -> None:
    """Write the subset of the font ``source`` to ``target``.

    name: its new name; the first two words are the family ("waymark-serif-400").
    """
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = FEATURES
    options.hinting = False
    font = TTFont(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)

    family = " ".join(word.capitalize() for word in name.split("-")[:2])
    _rename(font, name, family)
    font.flavor = "woff2"
    font.save(target)


def _rename(font: TTFont, name: str, family: str) -> None:
    """Put the new names where the font says "Source", but for copyright and licence."""
    for record in font["name"].names:
        text = record.toUnicode()
        if "Source" in text and record.nameID not in LEGAL_NAME_IDS:
            record.string = _without_source(text, name, family)

    outlines = font["CFF "].cff
    outlines.fontNames[0] = name
    outlines.topDictIndex[0].FamilyName = family
    outlines.topDictIndex[0].FullName = name


def _without_source(text: str, name: str, family: str) -> str:
    """Return a name with the new names in place of the reserved ones."""
    for reserved in ("Source Serif Pro", "Source Sans Pro"):
        text = text.replace(reserved, family)
        text = text.replace(reserved.replace(" ", ""), name)
    return text


def main(folder: Path) -> None:
    """Write all faces and the licence into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (package, file) in FACES.items():
        files = Path(str(package.__file__)).parent / "files"
        make_subset(files / file, name, folder / f"{name}.woff2")
        shutil.copy(files / "LICENSE.txt", folder / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
