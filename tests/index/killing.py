"""Indexes in processes that are killed at a chosen moment.

This process imports what indexing needs and then forks, for each line of JSON that it reads, a
child that indexes. It answers with how the child ended, and when it was left to finish, at how
many moments it could have been killed.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

import chromadb.api.rust  # noqa: F401
import langchain_text_splitters  # noqa: F401

from index.chroma import Location
from index.indexing import open_index
from tests.index.stand_ins import ROOT, WordEmbedder

# What these call changes the disk; a child can be killed before and after each such call.
MODULES = {
    str(ROOT / "index" / f"{name}.py")
    for name in ("indexing", "lexical", "manifest", "snapshots", "store")
}
CHANGES = {
    *("acquire", "backup", "close", "connect", "copyfile", "delete", "execute", "executemany"),
    *("get_or_create_collection", "mkdir", "modify", "release", "replace", "rmtree", "touch"),
    *("unlink", "update", "upsert", "write_text", "__exit__", "flock"),
}


class Moments:
    """Counts the moments that a child passes and kills it at the chosen one."""

    def __init__(self, fatal: int | None) -> None:
        self.fatal = fatal
        self.passed = 0

    def watch(self, frame: FrameType, event: str, argument: Any) -> None:
        is_c = event.startswith("c_")
        caller = frame if is_c else frame.f_back
        name = argument.__name__ if is_c else frame.f_code.co_name
        if caller and caller.f_code.co_filename in MODULES and name in CHANGES:
            if self.passed == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            self.passed += 1


def index(order: dict[str, Any], answers: int) -> None:
    moments = Moments(order.get("moment"))
    if order.keys().isdisjoint({"after_s", "vectors_bytes"}):
        sys.setprofile(moments.watch)
    open_index(
        Path(order["corpus"]),
        Location(Path(order["folder"]), None, "test"),
        WordEmbedder(order.get("fingerprint", "0" * 12)),
        rebuild=order.get("rebuild", False),
    )
    sys.setprofile(None)
    os.write(answers, str(moments.passed).encode())


def wait_for_vectors(folder: Path, size: int, child: int) -> None:
    """Wait until Chroma has written a file of vectors of this size, or the child ends."""
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        files = folder.glob("test/*/chroma/*/data_level0.bin")
        if any(file.stat().st_size > size for file in files):
            return
        time.sleep(0.000_1)


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            index(order, writing)
            os._exit(0)
        os.close(writing)
        if "after_s" in order:
            time.sleep(order["after_s"])
            os.kill(child, signal.SIGKILL)
        if "vectors_bytes" in order:
            wait_for_vectors(Path(order["folder"]), order["vectors_bytes"], child)
            time.sleep(order["delay_s"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        passed = os.read(reading, 100)
        os.close(reading)
        ending = os.waitstatus_to_exitcode(status)
        print(json.dumps({"ending": ending, "moments": int(passed or 0)}), flush=True)


if __name__ == "__main__":
    main()
