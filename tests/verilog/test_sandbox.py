"""The sandbox ends what does not end by itself and hides what is nobody's business."""

import sys
import time
from pathlib import Path

import pytest

from verimentor.verilog import sandbox
from verimentor.verilog.sandbox import Ending, Limits, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")


def shell(script: str, folder: Path, **limits: float) -> sandbox.Outcome:
    return run(["sh", "-c", script], folder=folder, limits=Limits(**limits))  # type: ignore[arg-type]


@pytest.fixture(params=["boxed", "limits alone"])
def _either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "limits alone":
        monkeypatch.setattr(sandbox, "_box", lambda: None)
    elif not sandbox.bubblewrap_available():
        pytest.skip("bubblewrap does not work here")


@pytest.mark.usefixtures("_either_way")
class TestEitherWay:
    def test_keeps_what_was_said_and_the_exit_code(self, tmp_path: Path) -> None:
        outcome = shell("echo out; echo err >&2; exit 3", tmp_path)
        assert (outcome.ending, outcome.exit_code) == (Ending.FINISHED, 3)
        assert (outcome.stdout, outcome.stderr, outcome.truncated) == ("out\n", "err\n", False)

    def test_works_in_its_folder(self, tmp_path: Path) -> None:
        shell("pwd > where", tmp_path)
        assert (tmp_path / "where").read_text().strip() == str(tmp_path.resolve())

    def test_ends_a_sleeper_with_its_children(self, tmp_path: Path) -> None:
        started = time.monotonic()
        outcome = shell("sleep 60 & sleep 60", tmp_path, wall_s=0.3)
        assert outcome.ending is Ending.TIMED_OUT
        assert time.monotonic() - started < 5

    def test_does_not_wait_for_a_child_left_behind(self, tmp_path: Path) -> None:
        outcome = shell("sleep 60 & echo done", tmp_path, wall_s=30)
        assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "done\n")
        assert outcome.seconds < 5

    def test_ends_a_loop_by_processor_time(self, tmp_path: Path) -> None:
        assert shell("while :; do :; done", tmp_path, wall_s=20, cpu_s=1).ending is Ending.TIMED_OUT

    def test_ends_a_flood_and_keeps_its_start(self, tmp_path: Path) -> None:
        outcome = shell("yes", tmp_path, output_bytes=10_000)
        assert (outcome.ending, outcome.truncated, len(outcome.stdout)) == (Ending.KILLED, True, 10_000)

    def test_ends_a_flood_of_errors(self, tmp_path: Path) -> None:
        assert shell("yes >&2", tmp_path, output_bytes=10_000).truncated

    def test_limits_files(self, tmp_path: Path) -> None:
        shell("yes > big", tmp_path, file_bytes=100_000, wall_s=5)
        assert (tmp_path / "big").stat().st_size <= 100_000

    def test_limits_memory(self, tmp_path: Path) -> None:
        script = "a=xxxxxxxxxxxxxxxx; while :; do a=$a$a; done"
        assert shell(script, tmp_path, memory_bytes=100_000_000, wall_s=10).seconds < 10

    def test_has_nothing_to_read(self, tmp_path: Path) -> None:
        assert shell("cat", tmp_path).stdout == ""

    def test_passes_no_environment_on(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VERIMENTOR_MENTOR_KEY", "secret")
        assert "secret" not in shell("env", tmp_path).stdout

    def test_survives_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        assert shell(r"printf '\377x'", tmp_path).stdout == "\ufffdx"

    def test_names_a_missing_program(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match="no-such-program"):
            run(["no-such-program"], folder=tmp_path)


@pytest.mark.skipif(not sandbox.bubblewrap_available(), reason="bubblewrap does not work here")
class TestBox:
    def test_hides_other_files(self, tmp_path: Path) -> None:
        secret, folder = tmp_path / "secret", tmp_path / "folder"
        secret.write_text("secret")
        folder.mkdir()
        assert "secret" not in shell(f"cat {secret}", folder).stdout
        assert run(["cat", str(secret)], folder=folder, readable=[secret]).stdout == "secret"

    def test_writes_nowhere_else(self, tmp_path: Path) -> None:
        folder, readable = tmp_path / "folder", tmp_path / "readable"
        folder.mkdir()
        readable.mkdir()
        run(["sh", "-c", f"echo > {readable}/x; echo > {tmp_path}/x"], folder=folder, readable=[readable])
        assert not list(readable.iterdir())
        assert not (tmp_path / "x").exists()

    def test_has_no_network(self, tmp_path: Path) -> None:
        assert shell("cat /proc/net/dev 2>/dev/null | grep -c eth", tmp_path).stdout.strip() in {"0", ""}

    def test_has_no_privileges(self, tmp_path: Path) -> None:
        assert shell("id -u", tmp_path).stdout.strip() == "65534"
