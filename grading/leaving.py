"""What a process has made for itself alone, it takes away when it ends; what others left who were killed, as well."""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psutil

LEAVING = ExitStack()
"""What is to be done at the end of this process: `LEAVING.callback(…)`."""

atexit.register(LEAVING.close)


def own_folder(kind: str, within: str | None = None) -> Path:
    """A new temporary folder for this process, to be removed when it ends. One of this kind whose process is no more
    is removed now."""
    place = Path(within or tempfile.gettempdir()).resolve()
    for left in place.glob(f"{kind}-*-*"):
        number = left.name.split("-")[1]
        if number.isdecimal() and not psutil.pid_exists(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    folder, maker = Path(tempfile.mkdtemp(prefix=f"{kind}-{os.getpid()}-", dir=place)), os.getpid()

    def remove() -> None:
        if os.getpid() == maker:  # and not a fork of it
            shutil.rmtree(folder, ignore_errors=True)

    LEAVING.callback(remove)
    return folder
