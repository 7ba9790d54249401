"""What several test files share: hypothesis's settings, a command line with a small model, a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from docs.browser import NAMES, find_browser, running_browser
from tests.fakes import FakeModel

# Shared machines stall; examples are the same in every run, so a failure is never a matter of luck.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """The command line's model, for this test."""
    model = FakeModel()

    def load(path: object = None, *, actors: object = None) -> FakeModel:
        model.actors = actors
        return model

    monkeypatch.setattr("framing.cli.load", load)
    return model


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    pytest.importorskip("playwright.sync_api", reason="Playwright is in the extra dev")
    if find_browser() is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    with running_browser() as running:
        yield running
