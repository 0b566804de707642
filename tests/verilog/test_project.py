"""Which files a project has, what they declare, and how it keeps up with the disk and the editor."""

import threading
from pathlib import Path

import pytest

from verimentor.config import ProjectSettings
from verimentor.verilog import project as project_module
from verimentor.verilog.filelist import read_filelist
from verimentor.verilog.project import Project

SUB = "module sub(input a, output q);\n assign q = a;\nendmodule\n"
TOP = "module top(input a, output q);\n sub s(.a(a), .q(q));\nendmodule\n"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def names(project: Project) -> list[str]:
    assert project.root is not None
    return [path.relative_to(project.root).as_posix() for path in project.files()]


def test_a_folder_without_settings(tmp_path: Path) -> None:
    files = ["rtl/sub.v", "rtl/top.sv", "inc/a.vh", "notes.txt", ".git/x.v", "node_modules/y.v", "build/z.v"]
    project = Project.load(write(tmp_path, dict.fromkeys(files, SUB)))
    assert names(project) == ["inc/a.vh", "rtl/sub.v", "rtl/top.sv"]
    assert project.messages == ()


def test_modules_with_their_headers(tmp_path: Path) -> None:
    project = Project.load(write(tmp_path, {"sub.v": SUB, "top.v": TOP, "broken.v": "module broken(input a"}))
    assert sorted(project.modules()) == ["broken", "sub", "top"]
    assert project.modules()["sub"].header == "module sub(input a, output q);"
    assert project.modules()["sub"].path == tmp_path / "sub.v"


def test_others_are_found_through_several_files(tmp_path: Path) -> None:
    files = {
        "top.v": TOP,
        "sub.v": "module sub(input a, output q);\n deep d(.a(a), .q(q));\nendmodule\n",
        "deep.v": "module deep import p::*; (input a, output q);\n top_not_there t();\nendmodule\n",
        "p.sv": "package p; endpackage\n",
        "unrelated.v": "module unrelated; endmodule\n",
    }
    project = Project.load(write(tmp_path, files))
    others = project.others_for(tmp_path / "top.v")
    assert sorted(Path(path).name for path in others) == ["deep.v", "p.sv", "sub.v"]
    assert [Path(path).name for path in project.others_for(tmp_path / "top.v", deep=False)] == ["sub.v"]
    # A text that is not saved yet counts as it is.
    assert project.others_for(tmp_path / "top.v", "module top; unrelated u(); endmodule").keys() == {
        str(tmp_path / "unrelated.v")
    }


def test_of_several_modules_with_one_name_the_one_with_the_ports_then_the_nearest(tmp_path: Path) -> None:
    files = {
        "a/sub.v": SUB,
        "b/sub.v": SUB.replace("q", "z"),
        "b/top.v": TOP,
        "c/sub.v": SUB,
        "c/top.v": TOP,
    }
    project = Project.load(write(tmp_path, files))
    assert list(project.others_for(tmp_path / "b" / "top.v")) == [str(tmp_path / "a" / "sub.v")]
    assert list(project.others_for(tmp_path / "c" / "top.v")) == [str(tmp_path / "c" / "sub.v")]


def test_open_documents_override_the_disk(tmp_path: Path) -> None:
    project = Project.load(write(tmp_path, {"top.v": TOP, "sub.v": SUB}))
    project.set_text(tmp_path / "sub.v", SUB.replace("output q", "output q, input extra"))
    assert [port.name for port in project.modules()["sub"].module.ports] == ["a", "q", "extra"]
    assert "extra" in project.others_for(tmp_path / "top.v")[str(tmp_path / "sub.v")]
    project.drop_text(tmp_path / "sub.v")
    assert [port.name for port in project.modules()["sub"].module.ports] == ["a", "q"]
    project.set_text(tmp_path / "new.v", "module unsaved; endmodule")
    assert "unsaved" in project.modules()
    project.drop_text(tmp_path / "new.v")
    assert "unsaved" not in project.modules()


def test_refresh_follows_changes_new_files_and_lost_ones(tmp_path: Path) -> None:
    project = Project.load(write(tmp_path, {"top.v": TOP}))
    assert sorted(project.modules()) == ["top"]
    (tmp_path / "sub.v").write_text(SUB)
    project.refresh(tmp_path / "sub.v")
    assert sorted(project.modules()) == ["sub", "top"]
    (tmp_path / "sub.v").write_text(SUB.replace("sub", "renamed"))
    project.refresh(tmp_path / "sub.v")
    assert sorted(project.modules()) == ["renamed", "top"]
    (tmp_path / "sub.v").unlink()
    project.refresh(tmp_path / "sub.v")
    assert sorted(project.modules()) == ["top"] and names(project) == ["top.v"]


def test_watch_sees_edits_made_elsewhere(tmp_path: Path) -> None:
    project = Project.load(write(tmp_path, {"top.v": TOP}))
    project.modules()
    seen = threading.Event()
    watch = project.watch(lambda path: seen.set() if path.name == "sub.v" else None)
    try:
        (tmp_path / "notes.txt").write_text("not ours")
        (tmp_path / "sub.v").write_text(SUB)
        assert seen.wait(timeout=10)
    finally:
        watch.close()
        watch.close()
    assert "sub" in project.modules()


def test_exclude_patterns(tmp_path: Path) -> None:
    files = dict.fromkeys(["rtl/a.v", "rtl/gen/b.v", "vendor/c.v", "x_tb.v"], SUB)
    for pattern, left in {
        "vendor": ["rtl/a.v", "rtl/gen/b.v", "x_tb.v"],
        "vendor/": ["rtl/a.v", "rtl/gen/b.v", "x_tb.v"],
        "vendor/**": ["rtl/a.v", "rtl/gen/b.v", "x_tb.v"],
        "rtl/gen/*.v": ["rtl/a.v", "vendor/c.v", "x_tb.v"],
        "*_tb.v": ["rtl/a.v", "rtl/gen/b.v", "vendor/c.v"],
        "**/b.v": ["rtl/a.v", "vendor/c.v", "x_tb.v"],
        "./rtl": ["vendor/c.v", "x_tb.v"],
    }.items():
        project = Project.load(write(tmp_path, files), ProjectSettings(exclude=(pattern,)))
        assert names(project) == left, pattern
    assert project.excluded(tmp_path / "rtl" / "a.v") and not project.excluded(tmp_path / "vendor" / "c.v")


def test_headers_are_found_by_searching_where_no_setting_names_their_folder(tmp_path: Path) -> None:
    files = {
        "common/inc/defs.vh": '`include "deep/more.vh"\n',
        "other/deep/more.vh": "`define MORE 1\n",
        "rtl/top.v": '`include "defs.vh"\nmodule top; endmodule\n',
    }
    project = Project.load(write(tmp_path, files))
    assert project.include_dirs_for(tmp_path / "rtl" / "top.v") == (tmp_path / "common" / "inc", tmp_path / "other")
    settings = ProjectSettings(include_dirs=("common/inc",))
    assert (
        Project.load(tmp_path, settings).include_dirs_for(tmp_path / "rtl" / "top.v")[0] == tmp_path / "common" / "inc"
    )


def test_macros_of_other_files_where_this_one_has_none(tmp_path: Path) -> None:
    files = {
        "defines.v": "`define WIDTH 8 // bits\n`define MAX(a, b) ((a) > (b) ? \\\n (a) : (b))\n`define UNUSED 1\n`define D(x = 1) x\n",
        "own.vh": "`define OWN 2\n",
        "top.v": '`include "own.vh"\n`define LOCAL 1\nmodule top(output [`WIDTH-1:0] q);\n assign q = `MAX(`LOCAL, `OWN);\nendmodule\n',
    }
    project = Project.load(write(tmp_path, files), ProjectSettings(defines={"SIM": ""}))
    assert project.defines_for(tmp_path / "top.v") == {"SIM": "", "WIDTH": "8", "MAX(a, b)": "((a) > (b) ? (a) : (b))"}


def test_file_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IP", "vendor")
    files = {
        "sim/all.f": """
            // the design
            +incdir+../inc+../inc2   # two folders
            +define+WIDTH=8+SIM
            ../rtl/top.v /* not ../rtl/old.v */
            "../rtl/with space.v"
            -f more.f
            -F ../lists/other.f
            -y ../lib +libext+.v
            -v ../cells.v
            -timescale 1ns/1ps --unknown-option ../$IP/a.v ../${IP}/b.v $NOWHERE/c.v
            """,
        "sim/more.f": "../rtl/more.v\n-D DEPTH=4\n-I ../inc3\n-f more.f\n",
        "lists/other.f": "local.v\n",
        **dict.fromkeys(
            ["rtl/top.v", "rtl/old.v", "rtl/more.v", "rtl/with space.v", "lists/local.v", "lib/cell.v", "cells.v"], SUB
        ),
        **dict.fromkeys(["vendor/a.v", "vendor/b.v", "inc/h.vh", "inc2/h2.vh"], ""),
    }
    root = write(tmp_path, files)
    listed = read_filelist(root / "sim" / "all.f")
    assert listed.defines == {"WIDTH": "8", "SIM": "", "DEPTH": "4"}
    assert [path.name for path in listed.include_dirs] == ["inc", "inc2", "inc3"]
    assert listed.library_dirs == [root / "lib"] and listed.library_files == [root / "cells.v"]
    assert any("NOWHERE" in message for message in listed.messages)

    project = Project.load(root, ProjectSettings(filelists=("sim/all.f", "missing.f")))
    assert names(project) == [
        "cells.v",
        "inc/h.vh",
        "inc2/h2.vh",
        "lib/cell.v",
        "lists/local.v",
        "rtl/more.v",
        "rtl/top.v",
        "rtl/with space.v",
        "vendor/a.v",
        "vendor/b.v",
    ]
    assert any("missing.f" in message for message in project.messages)
    assert project.defines_for(root / "rtl" / "top.v")["DEPTH"] == "4"

    (root / "sim" / "more.f").write_text("../rtl/old.v\n")
    project.refresh(root / "sim" / "more.f")
    assert "rtl/old.v" in names(project) and "rtl/more.v" not in names(project)


def test_a_folder_too_large_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_module, "MAX_FILES", 3)
    project = Project.load(write(tmp_path, {f"m{i}.v": SUB for i in range(5)}))
    assert len(project.files()) == 3
    assert len(project.messages) == 1 and "filelists" in project.messages[0]


def test_without_a_folder_only_open_documents_count(tmp_path: Path) -> None:
    project = Project.load(None)
    assert project.files() == () and project.modules() == {}
    project.set_text(tmp_path / "sub.v", SUB)
    project.set_text(tmp_path / "top.v", TOP)
    assert list(project.others_for(tmp_path / "top.v")) == [str(tmp_path / "sub.v")]
    project.watch(lambda _: None).close()


def test_files_that_are_no_text_or_vanish(tmp_path: Path) -> None:
    write(tmp_path, {"top.v": TOP, "sub.v": SUB})
    (tmp_path / "image.v").write_bytes(bytes(range(256)))
    (tmp_path / "latin.v").write_bytes("// Größe\nmodule latin; endmodule\n".encode("latin-1"))
    (tmp_path / "dangling.v").symlink_to(tmp_path / "nowhere.v")
    project = Project.load(tmp_path)
    (tmp_path / "sub.v").unlink()  # between finding and reading
    assert sorted(project.modules()) == ["latin", "top"]


def test_many_threads_at_once(tmp_path: Path) -> None:
    files = {f"m{i}.v": f"module m{i};\n m{(i + 1) % 40} u();\nendmodule\n" for i in range(40)}
    project = Project.load(write(tmp_path, files))
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(10):
                path = tmp_path / f"m{(number * 7 + i) % 40}.v"
                project.set_text(path, path.read_text() + f"// {number}.{i}\n")
                assert len(project.others_for(path)) == 39
                assert len(project.modules()) == 40
                project.refresh(path)
                project.drop_text(path)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
