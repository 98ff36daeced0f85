"""A test that needs a browser and finds none fails and says so; it is never left out in silence."""

import pytest
from browser import chromium


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Stop a test marked `browser` before it starts, with the way out, where there is no Chromium."""
    if item.get_closest_marker("browser") and not chromium():
        pytest.fail(
            "This test drives a Chromium, and none of chromium, chromium-browser and google-chrome is on PATH. "
            'On Debian: apt-get install chromium. To run all the other tests: pytest -m "not browser".',
            pytrace=False,
        )
