"""The settings in package.json are the server's: same names, same defaults."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import verimentor
from verimentor.config import Settings, parse

ROOT = Path(__file__).parents[1]
MANIFEST = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
PROPERTIES: dict[str, dict[str, Any]] = MANIFEST["contributes"]["configuration"]["properties"]
CLIENT_ONLY = {"verimentor.python.path"}
SHARED = sorted(PROPERTIES.keys() - CLIENT_ONLY)


def server_defaults() -> dict[str, Any]:
    """Every setting of the server by its id in the editor, and each section as a whole."""
    settings = Settings()
    sections = {
        f"verimentor.{section.name}": {
            camel_case(item.name): getattr(getattr(settings, section.name), item.name)
            for item in fields(getattr(settings, section.name))
        }
        for section in fields(settings)
    }
    return sections | {
        f"verimentor.{section.name}.{camel_case(item.name)}": getattr(getattr(settings, section.name), item.name)
        for section in fields(settings)
        for item in fields(getattr(settings, section.name))
    }


def camel_case(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("setting", SHARED)
def test_the_server_knows_the_setting_and_its_default(setting: str) -> None:
    assert setting in server_defaults()
    assert PROPERTIES[setting]["default"] == plain(server_defaults()[setting])


@pytest.mark.parametrize("setting", SHARED)
def test_the_server_takes_the_default_as_the_editor_writes_it(setting: str) -> None:
    _, section, *names = setting.split(".")
    value = PROPERTIES[setting]["default"]
    settings, messages = parse({section: {names[0]: value} if names else value}, origin="editor settings")
    assert (settings, messages) == (Settings(), [])


def test_each_feature_has_its_own_words_and_default() -> None:
    entry = PROPERTIES["verimentor.features"]
    assert {name: each["default"] for name, each in entry["properties"].items()} == entry["default"]
    assert all(each["description"].endswith(".") for each in entry["properties"].values())
    assert not entry["additionalProperties"]


def test_settings_stay_few_and_explained() -> None:
    assert len(PROPERTIES) <= 20
    assert all(entry["markdownDescription"].endswith(".") for entry in PROPERTIES.values())


def test_a_workspace_cannot_say_where_code_or_the_mentors_key_goes() -> None:
    assert {name for name, entry in PROPERTIES.items() if entry.get("scope") == "machine"} == {
        "verimentor.mentor.model",
        "verimentor.mentor.url",
        "verimentor.python.path",
    }


def test_what_a_machine_can_bear_does_not_travel_to_another() -> None:
    ids = [name for name in PROPERTIES if name.startswith("verimentor.model.")]
    assert ids and all(PROPERTIES[name]["scope"] == "machine-overridable" for name in ids)


def test_client_and_server_carry_one_version() -> None:
    assert MANIFEST["version"] == verimentor.__version__


def test_enter_below_a_whole_word_begins_a_line() -> None:
    """VS Code's default takes the list's word for it, which is there already, and `begin` gets no line below."""
    languages = [language["id"] for language in MANIFEST["contributes"]["languages"]]
    defaults = MANIFEST["contributes"]["configurationDefaults"]
    assert {defaults[f"[{language}]"]["editor.acceptSuggestionOnEnter"] for language in languages} == {"smart"}
