"""Make the web fonts: subsets of the Source fonts, as WOFF2 files.

``python -m config.fonts FOLDER`` writes six of them, and the licence. They have names of their own,
because the Open Font License reserves the name "Source". PDFs use the whole fonts, in which no name
lacks a letter.
"""

import shutil
import sys
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
from fontTools import subset
from fontTools.ttLib import TTFont

# Basic Latin, Latin-1, Extended-A, what Vietnamese adds, combining marks, punctuation, currency, arrows, minus and
# comparison signs
UNICODES = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x1A0, 0x1B1), *range(0x300, 0x324), *range(0x1EA0, 0x1EFA),
    *range(0x2010, 0x2028), *range(0x2030, 0x203B), 0x202F, 0x2044, 0x20AC, 0x2113, 0x2122, *range(0x2190, 0x2194),
    0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0xD7, 0xF7, 0x3B1, 0x3B2, 0x3BC, 0x394,
]  # fmt: skip
FEATURES = ["kern", "liga", "onum", "lnum", "tnum", "pnum", "mark", "mkmk", "ccmp", "locl", "smcp"]
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
    for record in font["name"].names:
        text = record.toUnicode()
        if "Source" in text and record.nameID not in (0, 13, 14):
            spaced = text.replace("Source Serif Pro", family).replace("Source Sans Pro", family)
            record.string = spaced.replace("SourceSerifPro", name).replace("SourceSansPro", name)
    outlines = font["CFF "].cff
    outlines.fontNames[0] = name
    outlines.topDictIndex[0].FamilyName, outlines.topDictIndex[0].FullName = family, name
    font.flavor = "woff2"
    font.save(target)


def main(folder: Path) -> None:
    """Write all faces and the licence into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (package, file) in FACES.items():
        files = Path(str(package.__file__)).parent / "files"
        make_subset(files / file, name, folder / f"{name}.woff2")
        shutil.copy(files / "LICENSE.txt", folder / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
