import json
import threading

import pytest

from verimentor.config import ModelSettings
from verimentor.errors import ModelError
from verimentor.student.catalog import Catalog, entry
from verimentor.student.prompt import PromptFormat


@pytest.fixture
def catalog(tmp_path, tiny_gguf):
    shipped, mine = tmp_path / "shipped", tmp_path / "data" / "models"
    shipped.mkdir()
    mine.mkdir(parents=True)
    (shipped / "verimentor-student.gguf").write_bytes(tiny_gguf.read_bytes())
    row = entry(
        shipped / "verimentor-student.gguf", name="verimentor-student", licence="Apache-2.0", trained="2025-01-01"
    )
    (shipped / "catalog.json").write_text(json.dumps({"version": 1, "models": [row]}))
    return Catalog(shipped, mine)


def test_the_shipped_model_is_the_default(catalog):
    model = catalog.selected(ModelSettings())
    assert (model.name, model.origin, model.n_context) == ("verimentor-student", "shipped", 1024)
    assert (model.prompt_format, model.licence) == (PromptFormat.VERIMENTOR, "Apache-2.0")
    assert catalog.verify(model).ok


def test_users_models_are_listed_and_selected_by_name_or_path(catalog, make_gguf):
    path = make_gguf(catalog.user_folder / "mine.gguf", version=None)
    (catalog.user_folder / "notes.gguf").write_text("not a model")
    assert [model.name for model in catalog.models()] == ["verimentor-student", "mine"]
    by_name = catalog.selected(ModelSettings(path="mine"))
    assert by_name == catalog.selected(ModelSettings(path=str(path)))
    assert (by_name.path, by_name.origin, by_name.prompt_format) == (path, "user", PromptFormat.FIM)


def test_unknown_names_and_missing_files_say_what_there_is(catalog):
    with pytest.raises(ModelError, match="there are: verimentor-student"):
        catalog.selected(ModelSettings(path="nonesuch"))
    with pytest.raises(ModelError, match=r"nowhere.gguf does not exist"):
        catalog.selected(ModelSettings(path="/nowhere.gguf"))


def test_without_a_shipped_model_the_message_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match=r"verimentor\.model\.path"):
        Catalog(tmp_path, tmp_path).selected(ModelSettings())


def test_a_changed_shipped_file_does_not_verify(catalog, make_gguf):
    model = catalog.selected(ModelSettings())
    make_gguf(model.path, seed=4)
    verification = catalog.verify(model)
    assert not verification.ok and "not the file that was shipped" in verification.message
    model.path.unlink()
    assert not catalog.verify(model).ok


def test_checksums_are_remembered_until_the_file_changes(catalog, make_gguf):
    path = make_gguf(catalog.user_folder / "mine.gguf")
    assert catalog.get("mine").sha256 == ""
    sha256 = catalog.verify(catalog.get("mine")).sha256
    assert catalog.get("mine").sha256 == sha256 != ""
    assert Catalog(catalog.shipped_folder, catalog.user_folder).get("mine").sha256 == sha256
    make_gguf(path, seed=1)
    assert catalog.get("mine").sha256 == ""
    assert catalog.verify(catalog.get("mine")).sha256 != sha256


@pytest.mark.parametrize("cut", [0, 4, 30, 500, 3000])
def test_damaged_files_are_named(catalog, tiny_gguf, cut):
    path = catalog.user_folder / "cut.gguf"
    path.write_bytes(tiny_gguf.read_bytes()[:cut])
    with pytest.raises(ModelError, match=r"cut\.gguf"):
        catalog.open(path)
    assert len(catalog.models()) == 1


def test_a_damaged_catalog_is_named(catalog):
    (catalog.shipped_folder / "catalog.json").write_text("{")
    with pytest.raises(ModelError, match=r"catalog\.json is damaged"):
        catalog.models()


def test_a_replaced_file_is_told_once_it_has_settled(catalog, make_gguf, tmp_path):
    mine = make_gguf(catalog.user_folder / "mine.gguf")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    far = make_gguf(elsewhere / "far.gguf")
    told, enough = [], threading.Event()

    def tell(path):
        told.append(path)
        if len(told) == 2:
            enough.set()

    watch = catalog.watch(tell, also=[far])
    try:
        make_gguf(mine, seed=2)  # written in place, many events
        make_gguf(tmp_path / "new", seed=3).replace(far)  # renamed over
        (catalog.user_folder / "readme.txt").write_text("not a model")
        assert enough.wait(5)
    finally:
        watch.close()
    assert sorted(told) == sorted([mine, far])
