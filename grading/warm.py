"""Warm kernels: the grader's side of the nursery, and what makes jupyter_client start kernels there."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo, port_names
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Dict, Integer, Unicode

from grading import nursery, walls
from grading.leaving import LEAVING, own_folder

PATIENCE = 60.0
"""Seconds that a nursery or a kernel may take to start."""
MOMENT = 5.0
"""Seconds that a kernel may take to end."""


class NurseryError(RuntimeError):
    """No kernel could be started; the message ends with what the nursery said."""


class Nursery:
    """A nursery that runs, and the folder through which its kernels are reached."""

    def __init__(self, course: Path, walled: bool) -> None:
        self.course, self.walled, self.grader = course, walled, os.getpid()
        self.process: subprocess.Popen | None = None
        # Unix sockets have short paths, and nobody must be able to go there.
        self.own = own_folder("nursery", within="/tmp" if walled else None)
        for folder in ("hatch/work", "stage"):
            (self.own / folder).mkdir(parents=True)
        (self.own / "passwd").write_text(f"student:x:0:0:student:{nursery.HOME}:/bin/sh\n")
        (self.own / "group").write_text("student:x:0:\n")
        walls.hand_over(self.own)
        LEAVING.callback(self.close)

    @property
    def hatch(self) -> Path:
        """The folder that the grader and the nursery share."""
        return self.own / "hatch"

    @property
    def alive(self) -> bool:
        """Does its process run?"""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the process, and wait until its walls stand; it goes on importing. NoWallsError if they cannot."""
        self.stop()
        if self.walled:
            line, env = walls.command(self.course, self.own), None
        else:
            line = [sys.executable, "-P", nursery.__file__, "open"]
            env = os.environ | walls.ONE_THREAD | {"PYTHONSAFEPATH": "1"}
        self.control, theirs = socket.socketpair()
        self.control.settimeout(PATIENCE)
        with theirs, (self.own / "log").open("wb") as log:
            self.process = subprocess.Popen(line, stdin=theirs, stdout=log, stderr=log, env=env, cwd="/")
        said = self.control.recv(1 << 16).decode(errors="replace")
        if said != "walled":
            said += (self.own / "log").read_text(errors="replace")
            self.stop()
            raise (walls.NoWallsError if self.walled else NurseryError)(f"What it said: {said.strip()[-2000:]}")

    def lifeline(self) -> socket.socket:
        """The grader's end of a new kernel's lifeline. A nursery that is no more is replaced first."""
        if not self.alive:
            self.start()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"k"], [theirs.fileno()])
            except OSError:  # it died just now
                self.start()
                socket.send_fds(self.control, [b"k"], [theirs.fileno()])
        return ours

    def stop(self) -> None:
        """End the process, and with it all its kernels."""
        if self.process is not None:
            self.control.close()
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self) -> None:
        """Stop, and take the folder away; a fork of the grader leaves its parent's nursery alone."""
        if os.getpid() == self.grader:
            self.stop()
            shutil.rmtree(self.own, ignore_errors=True)


@cache
def nursery_of(course: Path, walled: bool, process: int) -> Nursery:
    """The one nursery of a grader's process; not yet started."""
    return Nursery(course, walled)


class Warm(KernelProvisionerBase):
    """A kernel forked by the nursery; it lives as long as its lifeline is open.

    `folder` is its folder in the hatch, `limits` says how much of each resource it may use (RLIMIT_AS as AS), and
    `scratch` how many bytes it may write."""

    lifeline: socket.socket | None = None
    folder = Unicode()
    limits = Dict()
    scratch = Integer()

    def __init__(self, home: Nursery, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.home = home

    @property
    def has_process(self) -> bool:
        """Is there a kernel that was started and not yet seen to its end?"""
        return self.lifeline is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """There is nothing to prepare, and no command line."""
        return {"cmd": [], **kwargs}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """A kernel whose sockets are bound; a nursery that dies over it is tried once more. NurseryError if it fails,
        with what was said."""
        for name, port in zip(port_names, range(1, 6), strict=True):
            setattr(self.parent, name, port)
        self.connection_info = self.parent.get_connection_info()
        said = await self.ask() or await self.ask()
        if said != b"ready":
            await self.cleanup()
            raise NurseryError(f"No kernel could be started: {said.decode(errors='replace').strip()[-2000:]}")
        return self.connection_info

    async def ask(self) -> bytes:
        """Ask the nursery for a kernel: `ready`, or what went wrong, or nothing where the nursery died."""
        await self.cleanup()
        self.lifeline = self.home.lifeline()
        self.lifeline.setblocking(False)
        try:
            self.lifeline.send(json.dumps(self.asked()).encode())
            return await asyncio.wait_for(self.heard(), PATIENCE)
        except ConnectionError:
            return b""

    def asked(self) -> dict[str, Any]:
        """What the keeper is told; the places are those that it sees itself."""
        outside = self.home.hatch / self.folder
        own = Path(nursery.OWN) if self.home.walled else outside
        info = {**self.connection_info, "key": self.connection_info["key"].decode()}
        info["ip"] = str(own / Path(info["ip"]).name)
        return {
            "walled": self.home.walled,
            "folder": self.folder,
            "scratch": self.scratch,
            "limits": self.limits,
            "env": {name: os.environ[name] for name in ("NBGRADER_EXECUTION",) if name in os.environ},
            "cwd": nursery.WORK if self.home.walled else str(outside / "work"),
            "file": f"{nursery.HOME if self.home.walled else outside}/kernel.json",
            "connection": info,
        }

    async def heard(self) -> bytes:
        """What comes next on the lifeline; nothing when the kernel has ended."""
        assert self.lifeline
        try:
            return await asyncio.get_running_loop().sock_recv(self.lifeline, 1 << 16)
        except ConnectionError:
            return b""

    async def poll(self) -> int | None:
        """None while the kernel lives, as of a process."""
        try:
            return None if self.lifeline and self.lifeline.recv(1 << 16, socket.MSG_DONTWAIT) else 0
        except BlockingIOError:
            return None
        except ConnectionError:
            return 0

    async def ended(self) -> None:
        """Wait until the kernel has ended."""
        while self.lifeline and await self.heard():
            pass

    async def wait(self) -> int | None:
        """Wait until the kernel has ended, and have done with it."""
        await self.ended()
        await self.cleanup()
        return 0

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and the processes of its group."""
        if self.lifeline:
            with contextlib.suppress(OSError):
                self.lifeline.send(bytes([signum]))

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and every process that it started; if that takes too long, with the whole nursery."""
        if self.lifeline:
            with contextlib.suppress(OSError):
                self.lifeline.shutdown(socket.SHUT_WR)
            try:
                await asyncio.wait_for(self.ended(), MOMENT)
            except TimeoutError:
                self.home.stop()

    async def terminate(self, restart: bool = False) -> None:
        """The same as `kill`: what a kernel has in hand when it is stopped is of no use to anyone."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Close the lifeline."""
        if self.lifeline:
            self.lifeline.close()
            self.lifeline = None


class WarmManager(AsyncKernelManager):
    """A kernel manager whose kernels are all of the nursery's Python, whatever name a notebook gives."""

    kernel_spec = KernelSpec(display_name="Python 3", language="python", interrupt_mode="signal")
