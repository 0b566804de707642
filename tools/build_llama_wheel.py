"""Build the llama-cpp-python wheel we need, in two minutes instead of ten.

Of the 193 compile steps of the default build more than half belong to the multimodal and "common" libraries, which
nothing here calls. Leaving them out takes one patched line and two options. The wheel is compiled for this machine's
processor (`-march=native`: a generic build is 35 times slower), so it must not be carried to another one; with
`--portable` it holds a library for every generation of x86 processors, of which the server loads the best, and takes
12 minutes of processor time.

    python tools/build_llama_wheel.py [--portable] [--out .cache/wheels]

prints the path of the wheel last; it does nothing where the wheel is there already.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORCED = 'set(LLAMA_BUILD_COMMON ON CACHE BOOL "Build llama.cpp common library" FORCE)'
OPTIONAL = 'option(LLAMA_BUILD_COMMON "Build llama.cpp common library" ON)'
CMAKE_ARGS = "-DLLAVA_BUILD=OFF -DLLAMA_BUILD_COMMON=OFF"
# GCC 12 drops the stores that prepare llama.cpp's AMX tiles, and the first product of matrices then ends the process
# with a protection fault (seen on a Xeon with AMX, Debian 12). Without AMX the same code runs on AVX-512.
WITHOUT_AMX = "-DCMAKE_C_FLAGS=-mno-amx-int8 -DCMAKE_CXX_FLAGS=-mno-amx-int8"
# Libraries that are loaded by name are installed among programs, where Python's package would not find them.
PORTABLE_ARGS = "-DGGML_NATIVE=OFF -DGGML_BACKEND_DL=ON -DGGML_CPU_ALL_VARIANTS=ON -DCMAKE_INSTALL_BINDIR=llama_cpp/lib"
AMX_FEATURES = " AMX_TILE AMX_INT8"  # asked for by one variant, after the flags above: taken out for the same reason
NINJA_STEP = re.compile(r"\[(\d+)/(\d+)\]")


def wanted_version() -> str:
    """The version pinned in pyproject.toml, so that it stands in one place."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in project["dependencies"]:
        if match := re.fullmatch(r"llama-cpp-python==(\S+)", requirement):
            return match[1]
    raise SystemExit(
        "pyproject.toml no longer pins llama-cpp-python==VERSION; this script needs to know which to build."
    )


def find_wheel(folder: Path, version: str) -> Path | None:
    """The wheel of `version` in `folder`, if it was built before."""
    return next(iter(sorted(folder.glob(f"llama_cpp_python-{version}-*.whl"))), None)


def download(version: str, folder: Path) -> Path:
    """The unpacked and patched source of `version`."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "llama-cpp-python"]
    subprocess.run([*pip, "--dest", str(folder), f"llama-cpp-python=={version}"], check=True)
    with tarfile.open(next(folder.glob("llama_cpp_python-*.tar.gz"))) as archive:
        # Debian 12's Python 3.11.2 has no filters yet.
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    source = next(path for path in folder.glob("llama_cpp_python-*") if path.is_dir())
    lists = source / "CMakeLists.txt"
    text = lists.read_text(encoding="utf-8")
    if FORCED not in text:
        print(
            "note: CMakeLists.txt of llama-cpp-python has changed; building everything, which takes longer.", flush=True
        )
    lists.write_text(text.replace(FORCED, OPTIONAL), encoding="utf-8")
    variants = source / "vendor" / "llama.cpp" / "ggml" / "src" / "CMakeLists.txt"
    variants.write_text(variants.read_text(encoding="utf-8").replace(AMX_FEATURES, ""), encoding="utf-8")
    return source


class Progress:
    """One line that moves on a terminal, a line every tenth of the way elsewhere."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.tenth = -1
        self.moving = sys.stdout.isatty()

    def show(self, done: int, total: int) -> None:
        """Say that `done` of `total` compile steps are over."""
        text = f"llama.cpp: {done} of {total} steps, {time.monotonic() - self.started:.0f} s"
        if self.moving:
            filled = 30 * done // total
            print(f"\r[{'=' * filled}{' ' * (30 - filled)}] {text} ", end="\n" if done == total else "", flush=True)
        elif 10 * done // total > self.tenth:
            self.tenth = 10 * done // total
            print(text, flush=True)


def build(source: Path, folder: Path, log: Path, *, portable: bool) -> None:
    """Compile `source` into a wheel in `folder`; everything the tools say goes to `log`.

    Raises:
        subprocess.CalledProcessError: a tool failed.
    """
    command = [sys.executable, "-m", "pip", "wheel", "--verbose", "--no-deps", "--wheel-dir", str(folder)]
    command += ["-C", "install.strip=true", str(source)]
    on_linux_x86 = sys.platform == "linux" and platform.machine() == "x86_64"
    chosen = [CMAKE_ARGS, WITHOUT_AMX if on_linux_x86 else "", PORTABLE_ARGS if portable else ""]
    chosen.append(os.environ.get("CMAKE_ARGS", ""))  # the user's last
    environment = {**os.environ, "CMAKE_ARGS": " ".join(filter(None, chosen))}
    progress = Progress()
    with (
        log.open("w", encoding="utf-8") as record,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            record.write(line)
            if match := NINJA_STEP.search(line):
                progress.show(int(match[1]), int(match[2]))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def main() -> int:
    """Build the wheel unless it is there; the exit code is 0 when it is there afterwards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / ".cache" / "wheels", help="folder for the wheel")
    parser.add_argument("--portable", action="store_true", help="for any x86 processor, not only for this one")
    arguments = parser.parse_args()
    out: Path = arguments.out
    version = wanted_version()
    out.mkdir(parents=True, exist_ok=True)
    if wheel := find_wheel(out, version):
        print(wheel)
        return 0
    missing = [tool for tool in ("cmake", "ninja", "g++") if shutil.which(tool) is None]
    if missing and sys.platform == "linux":
        print(f"To compile llama.cpp, install: {', '.join(missing)} (Debian: apt-get install cmake ninja-build g++).")
        return 3
    log = out / "build.log"
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        print(f"llama-cpp-python {version}: downloading (73 MB) ...", flush=True)
        try:
            source = download(version, Path(scratch))
            built = Path(scratch) / "wheels"
            build(source, built, log, portable=arguments.portable)
        except subprocess.CalledProcessError as failure:
            print(f"\nBuilding llama-cpp-python failed (exit code {failure.returncode}).")
            if log.exists():
                print("".join(log.read_text(encoding="utf-8").splitlines(keepends=True)[-25:]))
                print(f"The whole log: {log}")
            return 1
        fresh = find_wheel(built, version)
        assert fresh is not None
        wheel = fresh.replace(out / fresh.name)  # renamed last: an interrupted build leaves no half wheel
    print(wheel)
    return 0


if __name__ == "__main__":
    sys.exit(main())
