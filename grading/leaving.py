"""What a process has made for itself alone, it takes away when it ends."""

import atexit
from contextlib import ExitStack

LEAVING = ExitStack()
"""What is to be closed at the end of this process: `LEAVING.callback(…)`, `LEAVING.enter_context(…)`."""

atexit.register(LEAVING.close)
