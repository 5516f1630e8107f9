"""When a kernel counts as ready, and what it finds loaded."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from queue import Empty
from typing import Any

import pytest

from hjj_lib.engine.kernels import AttentiveClient, LimitedKernel
from hjj_lib.engine.warm.server import imported_by_notebooks


class Channel:
    """Gives what a kernel says, message by message; ``None`` is a silence."""

    def __init__(self, *says: dict[str, Any] | None) -> None:
        self.says = list(says)

    async def get_msg(self, *, timeout: float) -> dict[str, Any]:
        said = self.says.pop(0) if self.says else None
        if said is None:
            await asyncio.sleep(min(timeout, 0.01))
            raise Empty
        return said


class Client(AttentiveClient):
    """A client whose kernel only says what a test puts into its mouth."""

    shell_channel = iopub_channel = None
    alive = True

    def __init__(self, answers: Channel, told: Channel) -> None:
        super().__init__()
        self.shell_channel, self.iopub_channel, self.asked, self.heard = answers, told, 0, []

    def kernel_info(self) -> str:
        self.asked += 1
        return f"question {self.asked}"

    async def is_alive(self) -> bool:
        return self.alive

    def _handle_kernel_info_reply(self, message: dict[str, Any]) -> None:
        self.heard.append(message["parent_header"]["msg_id"])


def answer(question: int) -> dict[str, Any]:
    return {"parent_header": {"msg_id": f"question {question}"}, "content": {"status": "ok"}}


def state(question: int, word: str) -> dict[str, Any]:
    return {"parent_header": {"msg_id": f"question {question}"}, "content": {"execution_state": word}}


def wait(client: Client, *, timeout: float | None = None) -> None:
    """In a thread of its own: this one may have an event loop already, which a browser's tests leave behind."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(client.wait_for_ready(timeout=timeout))).result()


STARTING = {"parent_header": {}, "content": {"execution_state": "starting"}}


def test_a_kernel_is_ready_when_it_has_answered_and_is_idle_again():
    client = Client(Channel(answer(1)), Channel(STARTING, state(1, "busy"), state(1, "idle"), state(9, "never read")))
    wait(client, timeout=5)
    assert (client.asked, client.heard, len(client.iopub_channel.says)) == (1, ["question 1"], 1)


def test_a_kernel_whose_word_was_lost_is_asked_again_and_old_words_do_not_count():
    client = Client(
        Channel(answer(1), answer(2)), Channel(state(1, "busy"), None, state(1, "idle"), state(2, "busy"), state(2, "idle"))
    )
    wait(client, timeout=5)
    assert (client.asked, client.heard) == (2, ["question 2"])


def test_a_kernel_that_answers_late_is_asked_again():
    client = Client(Channel(None, answer(1), answer(2)), Channel(state(1, "idle"), state(2, "idle")))
    wait(client)
    assert (client.asked, client.heard) == (2, ["question 2"])


def test_a_kernel_that_died_before_it_answered_is_told():
    client = Client(Channel(), Channel())
    client.alive = False
    with pytest.raises(RuntimeError, match="died"):
        wait(client, timeout=5)


def test_a_kernel_that_never_answers_is_not_waited_for_longer_than_asked():
    with pytest.raises(RuntimeError, match="didn't respond"):
        wait(Client(Channel(), Channel()), timeout=0.05)


def test_our_kernels_are_started_by_way_of_that_client():
    assert LimitedKernel().client_factory is AttentiveClient


def test_the_warm_server_loads_those_of_our_modules_that_notebooks_import(tmp_path):
    source = [
        "from hjj_lib import findings, report\n",
        "from hjj_lib.charts import footprint as charts\n",
        "from hjj_lib.study import open_study\n",
    ]
    cells = [{"cell_type": "code", "source": source}, {"cell_type": "markdown", "source": ["from hjj_lib import basis"]}]
    (tmp_path / "01_ours.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (tmp_path / "02_broken.ipynb").write_text("{", encoding="utf-8")
    expected = ["", ".charts", ".charts.footprint", ".findings", ".report", ".study"]
    assert imported_by_notebooks(tmp_path) == [f"hjj_lib{name}" for name in expected]
