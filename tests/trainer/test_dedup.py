from verimentor_trainer.dedup import deduplicate

LINES = [f"    assign y{i} = a{i} ^ b{i % 7};" for i in range(60)]
TEXT = "module m (input a, output y);\n" + "\n".join(LINES) + "\nendmodule\n"


def row(path: str, text: str) -> dict[str, str]:
    return {"repository": "r", "path": path, "licence": "MIT", "text": text}


def test_exact_copies_collapse_whatever_their_comments_and_spacing() -> None:
    copy = "// the same\n" + TEXT.replace("    ", "\t")
    kept, removed = deduplicate([row("a.v", TEXT), row("b.v", copy)], 0.85)
    assert [r["path"] for r in kept] == ["a.v"]
    assert [(r["path"], r["reason"], r["kept_path"]) for r in removed] == [("b.v", "exact", "a.v")]


def test_near_copies_collapse() -> None:
    kept, removed = deduplicate([row("a.v", TEXT), row("b.v", TEXT.replace("y31", "other"))], 0.85)
    assert [r["path"] for r in kept] == ["a.v"]
    assert [r["reason"] for r in removed] == ["near"]


def test_unrelated_files_stay() -> None:
    other = "module n (input c);\n" + "\n".join(f"    reg [{i}:0] r{i};" for i in range(60)) + "\nendmodule\n"
    kept, removed = deduplicate([row("a.v", TEXT), row("b.v", other)], 0.85)
    assert len(kept) == 2
    assert not removed
