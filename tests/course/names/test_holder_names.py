import unicodedata

import pytest
from django.core.exceptions import ValidationError

from course.names.holder_names import MAX_NAME_LETTERS, clean_holder_name
from course.names.paper_fonts import face_for

PRINTABLE = [
    "Ada Lovelace",
    "Siôn Llŷr ap Gwilym",
    "Gŵyl Ẁyn Ẃyn Ŷ",
    "Łukasz Żółć",
    "Małgorzata Śćiegienna-Źrebięć",
    "Nguyễn Thị Hồng Nhung",
    "Đặng Trường Phước",
    "İpek Şahoğlu",
    "Iğdır Çağrı Öztürk",
    "Şəhla Əliyeva",
    "Ελένη Παπαδοπούλου",
    "Άγγελος Ύψηλος",
    "Наталія Їжакевич",
    "Ґалаґан Євген",
    "Јелена Ђорђевић",
    "Ọláyẹ́mí Adékúnlé",
    "Ẹ̀kọ́ Ṣadé Ọ̀ṣun",
    "Máŋgá Ŧuommá",
    "Þórður Ægir Öxndal",
    "Ján Ľupták-Ďuriš",
    "Ștefan Țurcanu",
    "Jiří Dvořák",
    "D’Arcy O'Neil",
    "Kalākaua ʻŌiwi",
    "José Ñúñez y Muñoz",
    "Åse Bjørnsdóttir",
    "Zoë van ’t Hooft",
    "Jean-François Lefèvre",
    "M\N{COMBINING CIRCUMFLEX ACCENT}ona Lisa",
    "Smith, Jr., John (Jack)",
    "Wilhelmina Anneliese Featherstonehaugh-Ramanathan van der Westhuizen-Christodoulopoulou",
]
REFUSED = {
    "محمد علي": "Latin letters",
    "王小明": "Latin letters",
    "김민준": "Latin letters",
    "สมชาย ใจดี": "Latin letters",
    "Ada \N{SLIGHTLY SMILING FACE}": "Leave out",
    "J\N{COMBINING ACUTE ACCENT}i\N{COMBINING TILDE}j\N{COMBINING ACUTE ACCENT}": "Latin letters",
    "Ü\N{COMBINING BREVE}ma": "Latin letters",
    "Ada <b>": "Leave out: < >.",
    '"&:Ada': 'Leave out: " & :.',
    "N/A": "name of the person",
    "Ada\N{RIGHT-TO-LEFT OVERRIDE}ecalevoL": "invisible character (U+202E)",
    "Ada\N{ZERO WIDTH SPACE}Lovelace": "invisible character (U+200B)",
    "Ada\x07": "invisible character (U+0007)",
    "Ada\nLovelace": "invisible character (U+000A)",
    "": "at least one letter",
    " - ": "at least one letter",
    "A" * (MAX_NAME_LETTERS + 1): f"{MAX_NAME_LETTERS} characters or fewer",
}


@pytest.mark.parametrize("name", PRINTABLE)
def test_a_name_that_the_fonts_have_is_taken_as_it_is(name):
    assert clean_holder_name(name) == unicodedata.normalize("NFC", name)
    assert face_for(name)


@pytest.mark.parametrize(("name", "says"), REFUSED.items(), ids=ascii)
def test_any_other_is_refused_with_what_to_do(name, says):
    with pytest.raises(
        ValidationError, match=says.replace("(", r"\(").replace(")", r"\)").replace("+", r"\+")
    ):
        clean_holder_name(name)


def test_two_letters_in_one_character_become_two():
    assert clean_holder_name(
        "\N{LATIN SMALL LIGATURE FI}ona Sche\N{LATIN SMALL LIGATURE FFL}er"
    ) == ("fiona Scheffler")


def test_marks_that_a_face_cannot_join_are_placed_by_its_anchors():
    assert face_for("Adékúnlé") == "serif"
    assert face_for("Ọláyẹ́mí Adékúnlé") == "serif-loose"
    assert face_for("Máŋgá") == "sans"


def test_spaces_and_parts_are_put_together():
    decomposed = unicodedata.normalize("NFD", "Zoë  Żółć ")
    assert clean_holder_name(f" {decomposed}\N{NO-BREAK SPACE}") == "Zoë Żółć"
    assert clean_holder_name("Anne\N{NON-BREAKING HYPHEN}Marie") == "Anne-Marie"
