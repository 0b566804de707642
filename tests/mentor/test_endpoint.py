import subprocess
import sys
import time
from typing import Any

import pytest

from verimentor.config import MentorSettings
from verimentor.errors import MentorError
from verimentor.mentor.endpoint import Endpoint, base_url

HELLO = [{"role": "user", "content": "hello"}]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1"),
        ("http://host:11434/v1/", "http://host:11434/v1"),
        (" https://host/v1/chat/completions ", "https://host/v1"),
        ("https://host/openai/deployments/x", "https://host/openai/deployments/x"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_the_url_may_be_written_loosely(written: str, meant: str) -> None:
    assert base_url(written) == meant


@pytest.mark.parametrize("written", ["localhost:8080", "ftp://host", "http://", "model.gguf", "", "http://[::1"])
def test_what_is_no_url_is_named(written: str) -> None:
    with pytest.raises(MentorError, match=r"http://127\.0\.0\.1:8080/v1"):
        base_url(written)


async def test_the_answer_is_the_text(mentor_says: Any) -> None:
    server = mentor_says("module m; endmodule")
    async with Endpoint(server.url, "tutor", key="secret") as endpoint:
        assert await endpoint.ask(HELLO, max_tokens=7) == "module m; endmodule"
    asked = server.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == "Bearer secret"
    assert asked.body["model"] == "tutor"
    assert asked.body["messages"] == HELLO
    assert asked.body["max_tokens"] == 7


async def test_without_a_model_the_first_listed_is_asked(mentor_says: Any) -> None:
    server = mentor_says("yes")
    async with Endpoint(server.url) as endpoint:
        assert await endpoint.models() == ("tutor-7b",)
        await endpoint.ask(HELLO)
        assert endpoint.model == "tutor-7b"
    server.models = ()
    async with Endpoint(server.url) as endpoint:
        with pytest.raises(MentorError, match="lists no models"):
            await endpoint.ask(HELLO)


async def test_no_other_vendors_variable_reaches_the_server(mentor_says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "AZURE_OPENAI_API_KEY"):
        monkeypatch.setenv(name, "sk-leaked-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Vendor: sk-leaked-secret\nAuthorization: Bearer sk-leaked-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.delenv("VERIMENTOR_MENTOR_KEY", raising=False)
    server = mentor_says("yes")
    for key in (None, "", "own-key"):
        async with Endpoint(server.url, key=key) as endpoint:
            await endpoint.ask(HELLO)
    seen = [asked.headers for asked in server.asked]
    assert len(seen) == 6
    assert "leaked" not in repr(seen)
    assert [headers.get("authorization") for headers in seen] == [None] * 4 + ["Bearer own-key"] * 2
    names = {name.lower() for headers in seen for name in headers}
    assert {name for name in names if name.startswith(("x-", "openai"))} == {"x-stainless-raw-response"}


async def test_our_own_variable_is_the_key(mentor_says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIMENTOR_MENTOR_KEY", "from-environment")
    server = mentor_says("yes")
    for key in (None, "explicit", ""):
        async with Endpoint(server.url, "tutor", key=key) as endpoint:
            await endpoint.ask(HELLO)
    sent = [asked.headers.get("authorization") for asked in server.asked]
    assert sent == ["Bearer from-environment", "Bearer explicit", None]


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(vars(Endpoint("http://host", key="secret"))["url"])
    assert "secret" not in repr(Endpoint("http://host", key="secret"))


@pytest.mark.parametrize(
    ("status", "advice"), [(401, "VERIMENTOR_MENTOR_KEY"), (404, "/v1"), (413, "select a part"), (500, "try again")]
)
async def test_a_refusal_says_what_to_do(mentor_says: Any, status: int, advice: str) -> None:
    server = mentor_says(status)
    async with Endpoint(server.url, "tutor", retries=0) as endpoint:
        with pytest.raises(MentorError, match=advice) as caught:
            await endpoint.ask(HELLO)
    assert str(status) in str(caught.value)


async def test_a_busy_server_is_asked_again(mentor_says: Any) -> None:
    server = mentor_says(lambda _: 503 if len(server.asked) < 2 else "at last")
    async with Endpoint(server.url, "tutor", retries=1) as endpoint:
        assert await endpoint.ask(HELLO) == "at last"


async def test_a_server_that_is_down() -> None:
    async with Endpoint("http://127.0.0.1:9/v1", "tutor", retries=0) as endpoint:
        with pytest.raises(MentorError, match="Is it running"):
            await endpoint.ask(HELLO)


async def test_a_slow_server_is_given_up(mentor_says: Any) -> None:
    server = mentor_says("too late")
    server.delay_s = 3
    started = time.monotonic()
    async with Endpoint(server.url, "tutor", timeout_s=0.5) as endpoint:
        with pytest.raises(MentorError, match=r"within 0\.5 s"):
            await endpoint.ask(HELLO)
    assert time.monotonic() - started < 2.5


@pytest.mark.parametrize(
    "said",
    [b"<html>login</html>", b"", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}'],
)
async def test_nonsense_is_refused(mentor_says: Any, said: bytes) -> None:
    async with Endpoint(mentor_says(said).url, "tutor", retries=0) as endpoint:
        with pytest.raises(MentorError, match=r"nonsense|without any text"):
            await endpoint.ask(HELLO)


async def test_an_endless_answer_is_cut_off(mentor_says: Any) -> None:
    async with Endpoint(mentor_says("x" * 200_000).url, "tutor", max_answer_bytes=50_000) as endpoint:
        with pytest.raises(MentorError, match="50,000 bytes"):
            await endpoint.ask(HELLO)


async def test_settings_name_the_mentor_or_none() -> None:
    assert Endpoint.from_settings(MentorSettings()) is None
    endpoint = Endpoint.from_settings(MentorSettings(url="http://host:1", model="m"), key="k")
    assert endpoint is not None
    assert (endpoint.url, endpoint.model) == ("http://host:1/v1", "m")


def test_the_client_is_imported_only_when_asked() -> None:
    code = "import sys, verimentor.mentor.fix; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
