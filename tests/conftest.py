"""What several test files share: hypothesis's settings, and a command line with a small model."""

from __future__ import annotations

import pytest
from hypothesis import settings

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
