"""A drawing has the title that an organisation gives its leads: escaped, and only where it fits."""

from content.workbook.workbook_text import MAX_TITLE_LENGTH, USUAL_TITLE, fill_drawing_title

SVG = "<text>Tell your {lead_title}</text>"


def test_the_title_is_put_in() -> None:
    assert fill_drawing_title(SVG, "welfare officer") == "<text>Tell your welfare officer</text>"


def test_what_people_type_never_becomes_part_of_the_drawing() -> None:
    assert (
        fill_drawing_title(SVG, '<a b="c">&')
        == "<text>Tell your &lt;a b=&quot;c&quot;&gt;&amp;</text>"
    )


def test_a_title_that_does_not_fit_is_not_drawn() -> None:
    assert (
        fill_drawing_title(SVG, "x" * MAX_TITLE_LENGTH)
        == f"<text>Tell your {'x' * MAX_TITLE_LENGTH}</text>"
    )
    assert (
        fill_drawing_title(SVG, "x" * (MAX_TITLE_LENGTH + 1))
        == f"<text>Tell your {USUAL_TITLE}</text>"
    )
