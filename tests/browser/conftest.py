"""A real Chromium that opens pages from the disk, with everything that it complains about or asks for written down."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
REQUIRED = os.environ.get("HJJ_BROWSER") == "required"


@dataclass
class Opened:
    """A page that is open, and what was heard while it opened."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium or another one on the path; without one these tests are skipped, or fail where it is required."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        (pytest.fail if REQUIRED else pytest.skip)("no Chromium on the path (Debian: apt install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (./hjj setup all)")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium) -> Iterator[Any]:
    """Opens a file in a fresh profile at a given width."""
    contexts = []

    def opened(path: Path, *, width: int = 1100, media: str = "screen") -> Opened:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        result = Opened(context.new_page())
        result.page.emulate_media(media=media)
        result.page.on(
            "console", lambda message: result.complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        result.page.on("pageerror", lambda error: result.complaints.append(str(error)))
        result.page.on("request", lambda request: result.asked_for.append(request.url))
        result.page.goto(path.resolve().as_uri())
        result.page.wait_for_load_state("networkidle")
        return result

    yield opened
    for context in contexts:
        context.close()
