"""A picture of a chart says what it is when it is found alone."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from dashboard.charts import bars, picture
from dashboard.language import CODES, Language

EVERY_LANGUAGE = pytest.mark.parametrize("language", [Language(code) for code in CODES])
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def words(mark: str = "") -> picture.Words:
    return picture.Words(
        finding="Sur 100 membres, 40 ont été réévalués",
        subtitle="De l’arrivée à un score < qui compte & qui vaut",
        mark=mark,
        source=["Source : exports anonymisés. Instantané a1b2.", "[c] : non affiché."],
    )


def drawn(language: Language, mark: str = "") -> str:
    data = {"bars": bars.steps([("Membres", 100), ("Réévalués", None)], language)}
    return picture.as_svg(bars.bars(language), data, words(mark))


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)  # noqa: S314  our own picture
    return [
        "".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")
    ]


@EVERY_LANGUAGE
def test_a_picture_bears_its_finding_its_measure_and_its_source(language: Language) -> None:
    written = texts(drawn(language))
    assert written[:2] == [words().finding, words().subtitle]
    assert written[-2:] == [*words().source]
    assert "[c]" in written


@EVERY_LANGUAGE
def test_a_picture_of_simulated_data_begins_with_saying_so(language: Language) -> None:
    mark = language.say("page.simulated")
    assert texts(drawn(language, mark))[0] == mark
    assert mark not in texts(drawn(language))


def test_a_long_finding_is_broken_into_lines_that_fit() -> None:
    long = picture.Words("a long word " * 30, "", "", [])
    spec, data = bars.bars(Language("en")), {"bars": bars.steps([("x", 1)], Language("en"))}
    lines = [text for text in texts(picture.as_svg(spec, data, long)) if "long" in text]
    assert len(lines) > 3
    assert max(len(line) for line in lines) <= 76


def test_days_are_drawn_as_days() -> None:
    spec = {
        "data": {"name": "days"},
        "mark": "point",
        "encoding": {"x": {"field": "day", "type": "temporal"}},
        "width": "container",
    }
    svg = picture.as_svg(spec, {"days": [{"day": dt.date(2025, 1, 1)}]}, words())
    assert "2025" in svg or "Jan" in svg


def test_a_picture_in_pixels_is_a_png_of_twice_the_size() -> None:
    svg = drawn(Language("fr"))
    png = picture.as_png(svg)
    width = float(ElementTree.fromstring(svg).attrib["width"])  # noqa: S314  our own picture
    assert png.startswith(PNG_SIGNATURE)
    assert abs(int.from_bytes(png[16:20]) - picture.SHARPNESS * width) <= 1
