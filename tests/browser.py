"""JupyterLab and a headless Chromium, for tests and benchmarks that need a real page.

with lab(folder) as server, chromium_page() as page:
    open_notebook(page, server, "notebook.ipynb")
    run_all(page)
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, sync_playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    url: str
    token: str
    root: Path

    def link(self, path: str = "") -> str:
        """The address that opens `path`, below the root, in a workspace of its own."""
        tree = f"/tree/{quote(path)}" if path else ""
        return f"{self.url}/lab/workspaces/w{secrets.token_hex(4)}{tree}?token={self.token}"


def chromium() -> str | None:
    """Where a Chromium is installed; None if nowhere."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def lab(root: Path | str, *options: str, env: dict[str, str] | None = None, patience: float = 60) -> Iterator[Lab]:
    """A JupyterLab that serves `root`, as a student would start it; stopped at the end with its kernels."""
    port, token = free_port(), secrets.token_hex(16)
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}",
        *options,
    ]
    with tempfile.TemporaryDirectory() as config:
        # Workspaces and settings of earlier runs must not leak in.
        own = {
            "JUPYTER_CONFIG_DIR": config,
            "JUPYTERLAB_WORKSPACES_DIR": f"{config}/workspaces",
            "JUPYTERLAB_SETTINGS_DIR": f"{config}/settings",
            "IPYTHONDIR": f"{config}/ipython",
        }
        _no_news(Path(config) / "settings")
        with open(Path(config) / "log", "w+b") as log:
            process = subprocess.Popen(
                command,
                cwd=root,
                env={**os.environ, **own, **(env or {})},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                _await_server(process, f"http://127.0.0.1:{port}/api/status?token={token}", patience, log)
                yield Lab(f"http://127.0.0.1:{port}", token, Path(root))
            finally:
                _stop(process)


def _no_news(settings: Path) -> None:
    """Spare the page the question about news, which comes late and lies over the notebook, and the way out for it."""
    page = settings / "@jupyterlab" / "apputils-extension"
    page.mkdir(parents=True)
    page.joinpath("notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')


def _await_server(process: subprocess.Popen, url: str, patience: float, log: object) -> None:
    stop = time.monotonic() + patience
    while time.monotonic() < stop and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    log.seek(0)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read().decode(errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen) -> None:
    """Ask the server to end, which ends its kernels; after a while insist, and end what is left of its group."""
    for sign, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def chromium_page(width: int = 1360, height: int = 900, dense: float = 1) -> Iterator[Page]:
    """An empty page in a headless Chromium, `dense` pixels to one of CSS."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=dense)
        try:
            yield context.new_page()
        finally:
            browser.close()


def open_notebook(page: Page, server: Lab, path: str, patience: float = 60) -> None:
    """Open the notebook at `path` below the server's root, alone, and wait until its kernel is ready."""
    page.goto(server.link(path))
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell", timeout=1000 * patience)
    with contextlib.suppress(Exception):
        page.locator("#jupyterlab-splash").wait_for(state="detached", timeout=10_000)
    await_idle(page, patience)


def await_idle(page: Page, patience: float = 60) -> None:
    """Wait until the shown notebook's kernel says that it is idle."""
    page.wait_for_selector(
        '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-ExecutionIndicator[data-status="idle"]',
        timeout=1000 * patience,
        state="attached",
    )
    # The indicator is idle for a moment before the kernel is there; the status bar is not.
    page.wait_for_function(
        "document.querySelector('#jp-main-statusbar')?.textContent.includes('| Idle')",
        timeout=1000 * patience,
    )


def menu(page: Page, *names: str) -> None:
    """Choose an entry of JupyterLab's menu bar: menu(page, "Run", "Run All Cells")."""
    page.locator(".lm-MenuBar-item", has_text=names[0]).first.click()
    for name in names[1:]:
        page.locator(".lm-Menu-item:not(.lm-mod-disabled)", has=page.get_by_text(name, exact=True)).last.click()


def run_all(page: Page, patience: float = 120) -> None:
    """Run all cells of the shown notebook and wait until each has run, or one has stopped the rest."""
    prompts = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.textContent).join()"
    before = page.evaluate(prompts)
    menu(page, "Run", "Run All Cells")
    # A cell waits or runs while its prompt bears a star; when it has run, it bears a new number.
    page.wait_for_function(
        f"before => {{ const now = {prompts}; return now !== before && !now.includes('*'); }}",
        arg=before,
        timeout=1000 * patience,
    )
    await_idle(page, patience)


def cell(page: Page, index: int) -> Locator:
    """The cell at `index` of the shown notebook, scrolled into view."""
    found = page.locator(f'.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="{index}"]')
    found.scroll_into_view_if_needed()
    return found


def output(page: Page, index: int) -> Locator:
    """The output area of the code cell at `index`."""
    return cell(page, index).locator(".jp-Cell-outputArea")


def write_cell(page: Page, index: int, text: str) -> None:
    """Replace what the cell at `index` says by `text`, as if it were typed."""
    cell(page, index).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


@contextlib.contextmanager
def in_lab(folder: Path, cells: list[str], seen: dict[str, list[str]] | None = None) -> Iterator[Page]:
    """A new notebook of these cells, open in JupyterLab and run. In `seen`, if given, the page keeps under "asked"
    every address that it asks for, and under "errors" what its scripts raise."""
    notebook = new_notebook(cells=[new_code_cell(text.strip()) for text in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "cells.ipynb")
    seen = {"asked": [], "errors": []} if seen is None else seen
    with lab(folder) as server, chromium_page(1360, 1400) as page:
        page.context.on("request", lambda request: seen["asked"].append(request.url))
        page.on("websocket", lambda socket: seen["asked"].append(socket.url))
        page.on("pageerror", lambda error: seen["errors"].append(str(error)))
        open_notebook(page, server, "cells.ipynb")
        run_all(page)
        yield page


def pictures(area: Locator) -> list[str]:
    """What is painted in an explorable, one text for each of its canvases."""
    return [canvas.evaluate("canvas => canvas.toDataURL()") for canvas in area.locator("canvas").all()]


def told(area: Locator) -> Locator:
    """The line under an explorable."""
    return area.locator(".bp-text")
