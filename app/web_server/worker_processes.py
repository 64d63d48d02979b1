"""Processes that answer on one port: each is started again if it dies or falls silent.

The port is opened once, here, and every process accepts from it, so what waits at the door isn't
lost with the process that dies. This process loads no application and reads no request.
"""

import ctypes
import importlib
import mmap
import os
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

from app.operation.metric_counters import drop_process_metrics, set_load_metrics
from app.web_server import server_log
from app.web_server.patient_server import LEAVES_WITHIN, PatientServer, raise_connection_limit

HOST: Final = "127.0.0.1"
WAITING_AT_THE_DOOR: Final = 1_024
SILENT_SECONDS: Final = 30.0  # a loop that turns every second and did not for so long is stuck
LEAST_SECONDS_BETWEEN_STARTS: Final = 1.0
DID_NOT_LOAD: Final = 3  # exit status
LOOK_SECONDS: Final = 0.1
BEAT_BYTES: Final = 8
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)
_M_MMAP_THRESHOLD: Final = -3  # mallopt(3)
_LARGE_BYTES: Final = 1_048_576


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, however that happens.

    For a child, or for `preexec_fn`. Elsewhere than on Linux there is no such promise, and this
    does nothing.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def set_memory_release_threshold() -> None:
    """Ask glibc to return each large piece of memory to the system as soon as it is free.

    Otherwise, once a download has been freed, glibc keeps room for the next ones in the heap of
    each thread. Pieces of other sizes leave gaps there, and a process grows past its bound. Where
    the C library has no such setting, this does nothing.
    """
    if sys.platform == "linux" and hasattr(ctypes.CDLL(None), "mallopt"):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


@dataclass
class Slot:
    """The place of one process, and the process that has it now."""

    number: int
    pid: int = 0
    started: float = 0.0


class Beats:
    """Keep when each process was last heard, in memory that all of them share."""

    def __init__(self, count: int) -> None:
        self._memory = mmap.mmap(-1, BEAT_BYTES * count)

    def write(self, number: int, now: float) -> None:
        """Say that the process of this slot is alive; 0 says that it has not begun."""
        at = BEAT_BYTES * number
        self._memory[at : at + BEAT_BYTES] = int(now * 1000).to_bytes(BEAT_BYTES, "big")

    def delay(self, number: int, now: float) -> None:
        """Take a process that has begun as heard now."""
        if self._read(number):
            self.write(number, now)

    def is_silent(self, number: int, now: float) -> bool:
        """Return whether the process has begun, and was not heard for too long."""
        last = self._read(number)
        return last > 0 and now - last > SILENT_SECONDS

    def _read(self, number: int) -> float:
        at = BEAT_BYTES * number
        return int.from_bytes(self._memory[at : at + BEAT_BYTES], "big") / 1000


def reset_beats_after_pause(beats: Beats, count: int, *, looked: float, now: float) -> float:
    """Count from now if this process did not look for long, and return when it looked.

    Then the machine paused, not a process.
    """
    if now - looked > SILENT_SECONDS / 2:
        for number in range(count):
            beats.delay(number, now)
    return now


class Workers:
    """All processes that answer on one port."""

    def __init__(
        self,
        listener: socket.socket,
        application: str,
        count: int,
        threads: int,
        log_format: str = "plain",
    ) -> None:
        self._log_format = log_format
        self._listener, self._application, self._threads = listener, application, threads
        self._slots = [Slot(number) for number in range(count)]
        self._beats = Beats(count)
        self._asked = False

    def run(self) -> int:
        """Keep every slot filled until a stop is asked for; return the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        status, looked = 0, time.monotonic()
        while not self._asked and not status:
            for slot in self._slots:
                self._fill(slot)
            time.sleep(LOOK_SECONDS)
            looked = reset_beats_after_pause(
                self._beats, len(self._slots), looked=looked, now=time.monotonic()
            )
            status = max(map(self._look_after, self._slots))
        self._end()
        return status

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True

    def _fill(self, slot: Slot) -> None:
        now = time.monotonic()
        if slot.pid or now - slot.started < LEAST_SECONDS_BETWEEN_STARTS:
            return
        self._beats.write(slot.number, 0)
        slot.started, parent = now, os.getpid()
        slot.pid = os.fork()
        if slot.pid == 0:
            die_with_parent()
            if os.getppid() == parent:
                self._answer(slot.number)
            sys.exit(0)

    def _answer(self, number: int) -> None:
        """Be the process of one slot, until asked to stop."""
        for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stop, signal.SIG_DFL)  # until there is something to end in order
        server_log.quieten_library(self._log_format)
        set_memory_release_threshold()
        application = load_application(self._application)
        server = PatientServer(application, self._listener, self._threads, raise_connection_limit())
        for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stop, lambda _number, _frame: server.stop())
        server.serve(lambda: self._note_round(number, server))

    def _note_round(self, number: int, server: PatientServer) -> None:
        self._beats.write(number, time.monotonic())
        set_load_metrics(len(server.active_channels), server.task_dispatcher.active_count)

    def _look_after(self, slot: Slot) -> int:
        """Notice a death, end what is stuck; return a status that ends everything, or 0."""
        if not slot.pid:
            return 0
        if self._beats.is_silent(slot.number, time.monotonic()):
            server_log.log_replaced_process(
                f"A web process did not answer for {SILENT_SECONDS:.0f} seconds and is ended."
            )
            self._beats.write(slot.number, 0)
            os.kill(slot.pid, signal.SIGKILL)
        ended, how = os.waitpid(slot.pid, os.WNOHANG)
        if not ended:
            return 0
        drop_process_metrics(slot.pid)
        slot.pid = 0
        status = os.waitstatus_to_exitcode(how)
        if status == DID_NOT_LOAD:
            return DID_NOT_LOAD
        server_log.log_replaced_process(
            f"A web process ended (status {status}). Another is started."
        )
        return 0

    def _end(self) -> None:
        """Ask every process to stop; kill those that do not."""
        self._listener.close()
        running = {slot.pid for slot in self._slots if slot.pid}
        for pid in running:
            os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + LEAVES_WITHIN + 1
        while running:
            if time.monotonic() > until:
                for pid in running:
                    os.kill(pid, signal.SIGKILL)
            running = {pid for pid in running if os.waitpid(pid, os.WNOHANG) == (0, 0)}
            time.sleep(LOOK_SECONDS / 10)


def load_application(name: str) -> Any:
    """Return what `module:name` says; called, if it ends with (). Ends the process if it cannot."""
    module, _, attribute = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute.removesuffix("()"))
        return found() if attribute.endswith("()") else found
    except Exception as error:  # noqa: BLE001 - whatever it is, there is nothing to serve
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        kind = type(error).__name__
        _say(f"{name} cannot be loaded: {kind} at {where}. Import {module} to see more.")
        sys.exit(DID_NOT_LOAD)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def open_port(port: int, address: str = HOST) -> socket.socket:
    """Return a socket that listens. Raises OSError when the port is taken, or not ours."""
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(WAITING_AT_THE_DOOR)
    except OSError:
        listener.close()
        raise
    return listener


def serve_until_stopped(
    port: int,
    application: str,
    *,
    workers: int,
    threads: int,
    address: str = HOST,
    log_format: str = "plain",
) -> int:
    """Serve an application with so many processes; return the exit status."""
    try:
        listener = open_port(port, address)
    except OSError as error:
        why = f"Port {port} on {address} cannot be used ({error.strerror})"
        _say(f"{why}: set PORT to another, or BIND.")
        return 1
    os.umask(0o077)
    return Workers(listener, application, workers, threads, log_format).run()
