"""Is the picture of the tables what the kernel leaves?"""

from tests.simulation.kernel.picture import PICTURE, drawn


def test_the_picture_in_the_docs_is_true() -> None:
    """``python -m tests.simulation.kernel.picture`` draws it anew."""
    assert PICTURE.read_text(encoding="utf-8") == drawn()
