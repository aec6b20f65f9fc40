"""Course folders as zips: what goes in comes out, and what could do harm is refused."""

import io
import stat
import time
import zipfile

import pytest

from course.source import SourceError, read_course, read_course_files
from course.source.files import MAX_TOTAL_BYTES
from course.source.zips import ENTRY_SIGNATURE, MAX_ENTRIES, MAX_ZIP_BYTES, read_zip, write_zip
from tests.course.course_folder import FILES, write_course

MOST_CPU = 2  # seconds
COURSE_FILES = {path: text.encode() for path, text in FILES.items()}


def zipped(entries, method=zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of entries, each a name or a ZipInfo with its bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return data.getvalue()


def refusals(data: bytes) -> list[str]:
    with pytest.raises(SourceError) as raised:
        read_zip(data)
    return [str(mistake) for mistake in raised.value.mistakes]


def test_what_is_written_is_read_again():
    assert read_zip(write_zip(COURSE_FILES)) == COURSE_FILES


def test_the_same_files_make_the_same_zip_in_any_order():
    backwards = dict(reversed(COURSE_FILES.items()))
    assert write_zip(COURSE_FILES) == write_zip(backwards)


def test_a_zip_and_a_folder_are_the_same_course(tmp_path):
    from_folder = read_course(write_course(tmp_path))
    assert read_course_files(read_zip(write_zip(COURSE_FILES))) == from_folder


def test_one_top_folder_is_left_out():
    inside = zipped((f"tiny-course-main/{path}", data) for path, data in COURSE_FILES.items())
    assert read_zip(inside) == COURSE_FILES


def test_of_a_zip_without_course_yaml_only_that_is_said():
    others = {path: data for path, data in COURSE_FILES.items() if path != "course.yaml"}
    files = read_zip(zipped((f"tiny-course/{path}", data) for path, data in others.items()))
    with pytest.raises(SourceError) as raised:
        read_course_files(files)
    (mistake,) = raised.value.mistakes
    assert str(mistake).startswith("course.yaml:1: this file is missing")


def test_of_what_is_no_course_at_all_course_yaml_is_said_to_be_missing():
    files = read_zip(zipped([("[Content_Types].xml", b"x"), ("word/document.xml", b"x")]))
    with pytest.raises(SourceError, match="course.yaml:1: this file is missing"):
        read_course_files(files)


def test_what_desktops_and_git_add_is_left_out():
    added = {
        "__MACOSX/._course.yaml": b"x",
        "Top/.DS_Store": b"x",
        "Top/.git/HEAD": b"x",
        "Top/README.md": b"x",
        "Top/img/Thumbs.db": b"x",
    }
    entries = [(f"Top/{path}", data) for path, data in COURSE_FILES.items()]
    assert read_zip(zipped([*entries, *added.items()])) == COURSE_FILES


def entry(name="a.md", *, mode=0, flags=0, method=zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    made.compress_type = method
    return made


def encrypted() -> bytes:
    """A zip whose list says that its file is encrypted."""
    data = bytearray(zipped([("a.md", b"x")]))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def not_utf8() -> bytes:
    """A zip that says a name is UTF-8, which it is not."""
    return zipped([("\xe4.md", b"x")]).replace("\xe4".encode(), b"\xff\xfe")


def backslash() -> bytes:
    return zipped([("a/b.md", b"x")]).replace(b"a/b.md", b"a\\b.md")


def zero() -> bytes:
    return zipped([("a-b.md", b"x")]).replace(b"a-b.md", b"a\0b.md")


def twice() -> bytes:
    """A zip with two files of one name."""
    return zipped([("a.md", b"x"), ("b.md", b"y")]).replace(b"b.md", b"a.md")


def one_wrong_byte() -> bytes:
    return zipped([("a.md", b"xyz")], zipfile.ZIP_STORED).replace(b"xyz", b"xxz")


HARMFUL = {
    "no zip": (b"<html>", "(zip):1: this is not a zip"),
    "nothing": (b"", "(zip):1: this is not a zip"),
    "half a zip": (write_zip(COURSE_FILES)[:-200], "(zip):1: this is not a zip"),
    "one wrong byte": (one_wrong_byte(), "(zip):1: this is not a zip, or it is damaged"),
    "absolute path": (zipped([("/etc/passwd", b"x")]), "/etc/passwd:1: this path is absolute"),
    "drive": (zipped([("C:/a.md", b"x")]), "C:/a.md:1: this path is absolute"),
    "up and out": (zipped([("a/../../b.md", b"x")]), "a/../../b.md:1: this path leads out"),
    "begins up": (zipped([("../b.md", b"x")]), "../b.md:1: this path leads out"),
    "empty part": (zipped([("a//b.md", b"x")]), "a//b.md:1: this path leads out"),
    "backslash": (backslash(), "a\\b.md:1: this path holds a backslash"),
    "zero": (zero(), "a?b.md:1: this path holds a backslash or a zero"),
    "link": (zipped([(entry(mode=stat.S_IFLNK), b"/etc/passwd")]), "a.md:1: this is a link"),
    "device": (zipped([(entry(mode=stat.S_IFCHR), b"")]), "a.md:1: this is a link or a device"),
    "encrypted": (encrypted(), "a.md:1: this file is encrypted"),
    "rare method": (zipped([(entry(method=zipfile.ZIP_LZMA), b"x")]), "a.md:1: this file is pac"),
    "same name": (twice(), "a.md:1: the zip holds this file twice"),
    "in a file": (zipped([("a.md", b"x"), ("a.md/b.md", b"y")]), "a.md/b.md:1: this file stands"),
    "long path": (zipped([("a/" * 32_000 + "b.md", b"x")]), "a/a/a/"),
    "not UTF-8": (not_utf8(), "(zip):1: a name in the zip is not UTF-8"),
}


@pytest.mark.parametrize(("data", "words"), HARMFUL.values(), ids=HARMFUL)
def test_what_could_do_harm_is_refused(data, words):
    (refusal,) = refusals(data)
    assert refusal.startswith(words)


def test_a_zip_has_as_many_entries_as_a_course_may_have_files():
    (refusal,) = refusals(ENTRY_SIGNATURE * MAX_ENTRIES)
    assert "this is not a zip" in refusal
    (refusal,) = refusals(ENTRY_SIGNATURE * (MAX_ENTRIES + 1))
    assert "more than 20000 entries" in refusal


def test_a_zip_is_no_larger_than_a_course():
    (refusal,) = refusals(bytes(MAX_ZIP_BYTES + 1))
    assert "the zip is larger than 64 MiB" in refusal


def bomb(files: int) -> bytes:
    """A zip of ``files`` texts, each a mebibyte of zeros."""
    return zipped((f"a{number}.md", bytes(1024 * 1024)) for number in range(files))


def test_long_paths_are_refused_before_their_folders_are_compared():
    data = zipped((f"{number}/" + "a/" * 32_000, b"") for number in range(3))
    begun = time.process_time()
    (refusal,) = refusals(data)
    assert "this path is longer than 1000 letters" in refusal
    assert len(refusal) < 1200
    assert time.process_time() - begun < MOST_CPU


def test_what_declares_more_than_a_course_may_have_is_not_unpacked():
    data = bomb(65)
    assert len(data) < MAX_TOTAL_BYTES // 500
    (refusal,) = refusals(data)
    assert "unpacked, the zip is larger than 64 MiB" in refusal


def test_what_declares_less_than_it_holds_is_damaged():
    data = bytearray(bomb(1))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(signature) + offset
        data[start : start + 4] = (10).to_bytes(4, "little")
    (refusal,) = refusals(bytes(data))
    assert "damaged" in refusal


def test_a_file_too_large_for_its_kind_is_unpacked_no_further_than_that(tmp_path):
    files = read_zip(zipped([("a.md", bytes(3 * 1024 * 1024)), ("a.exe", bytes(1000))]))
    assert {path: len(data) for path, data in files.items()} == {
        "a.md": 1024 * 1024 + 1,
        "a.exe": 1,
    }


def test_ten_thousand_tiny_files_are_refused_by_few_findings():
    files = read_zip(zipped((f"01-a/{number}.md", b"x") for number in range(10_000)))
    with pytest.raises(SourceError) as raised:
        read_course_files(files)
    lessons, *lists = raised.value.mistakes
    assert str(lessons).startswith("01-a/0.md:1: the file begins with its fields")
    assert "(and 9999 more like it: 01-a/1.md, 01-a/10.md, " in lessons.text
    assert [mistake.file for mistake in lists] == [
        "01-a/module.yaml",
        "course.yaml",
        "facts.yaml",
        "glossary.yaml",
        "references.yaml",
    ]
