"""Which tests go together, and what happens to a test that needs a browser and finds none."""

from collections.abc import Generator

import pytest
from browser import chromium

from grading.units import Unit


@pytest.hookimpl(wrapper=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """One process takes a module's tests, of one unit each: a class is graded once, and units side by side."""
    for item in items:
        drawn = getattr(item, "callspec", None)
        unit = next((str(v.id) for v in drawn.params.values() if isinstance(v, Unit)), "") if drawn else ""
        item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}{unit}"))
    yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Stop a test marked `browser` before it starts, with the way out, where there is no Chromium."""
    if item.get_closest_marker("browser") and not chromium():
        pytest.fail(
            "This test drives a Chromium, and none of chromium, chromium-browser and google-chrome is on PATH. "
            'On Debian: apt-get install chromium. To run all the other tests: pytest -m "not browser".',
            pytrace=False,
        )
