"""Which tests go together, and what happens to a test that needs a browser and finds none."""

import pytest
from browser import chromium
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from grading.units import units

SLOW = ("test_crew", "test_pipeline", "test_browser", "test_explore_browser", "test_catalogue")
"""Modules that take minutes: begun first, so that no process is left with one of them at the end."""


class ByUnit(LoadScopeScheduling):
    """One process takes a module's tests, of one unit each: a class is graded once, and units side by side."""

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        return module + next((name for name in units() if f"[{name}" in test), "")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByUnit:
    """The scheduler that `-n` uses here."""
    return ByUnit(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow modules first; tests of a module stay in their order."""
    items.sort(key=lambda item: item.path.stem not in SLOW)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Stop a test marked `browser` before it starts, with the way out, where there is no Chromium."""
    if item.get_closest_marker("browser") and not chromium():
        pytest.fail(
            "This test drives a Chromium, and none of chromium, chromium-browser and google-chrome is on PATH. "
            'On Debian: apt-get install chromium. To run all the other tests: pytest -m "not browser".',
            pytrace=False,
        )
