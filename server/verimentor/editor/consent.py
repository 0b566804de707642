"""Whether the mentor may be asked: the only call that sends the user's code anywhere.

Where the client says `{"experimental": {"verimentor": {"mentorConsent": true}}}`, it is asked by
`verimentor/mayAskMentor` with `{mentor}`, the host, before each question, and answers `{allowed}`; to ask the user once
and to remember the answer is the client's part. For other clients, naming the mentor is consent.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from verimentor.editor.client import ask, can
from verimentor.errors import MentorError
from verimentor.mending import Mentor
from verimentor.mentor.endpoint import Message, Reply

if TYPE_CHECKING:
    from verimentor.editor.server import Server

REQUEST = "verimentor/mayAskMentor"


class Permitted:
    """A mentor that is asked only after the user has agreed."""

    def __init__(self, mentor: Mentor, host: str, server: "Server") -> None:
        self._mentor = mentor
        self._host = host
        self._server = server

    @property
    def name(self) -> str:
        """The mentor's name."""
        return self._mentor.name

    async def reply(self, messages: Sequence[Message]) -> Reply:
        """The mentor's answer.

        Raises:
            MentorError: the user has not agreed, or there is no answer.
        """
        if await ask(self._server, REQUEST, {"mentor": self._host}, "allowed") is not True:
            raise MentorError(
                f"The mentor at {self._host} was not asked: you have not allowed code of this workspace to be sent "
                "there. The status bar's menu changes that."
            )
        return await self._mentor.reply(messages)

    async def close(self) -> None:
        """Let go of the mentor."""
        await self._mentor.close()


def mentor_of(server: "Server") -> Mentor | None:
    """The mentor the user named, to be closed by whoever asked; a model of this machine needs no consent.

    Raises:
        MentorError: its URL is none, or there is no such model.
    """
    mentor, url = server.session.mentor(), server.session.settings.mentor.url
    if mentor is None or not url or not can(server.client_capabilities, "mentorConsent"):
        return mentor
    return Permitted(mentor, urlsplit(url).netloc.rpartition("@")[2], server)
