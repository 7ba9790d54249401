"""The classes with scikit-learn's habits pass those of its checks that need no data."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.utils import estimator_checks

from framing.blocs import BlocClassifier
from framing.parameters import Parameters
from framing.speakers import SpeakerTagger
from framing.stance import StanceClassifier
from framing.termmodel import TermModel

# The other checks fit rows of numbers, and these learn from tokens, speakers and documents: no matrix of
# numbers stands for them. What takes texts and labels alone passes the whole suite, in test_estimators.py.
CHECKS = (
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_get_params_invariance",
    "check_set_params",
    "check_parameters_default_constructible",
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_no_attributes_set_in_init",
)
FAULTS: dict[tuple[type[Parameters], str], str] = {
    (BlocClassifier, "check_no_attributes_set_in_init"): "its table of actors may be replaced at any time, "
    "also before it is fitted, so it is there from the beginning and no constructor argument",
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("kind", [BlocClassifier, SpeakerTagger, StanceClassifier, TermModel])
def test_checks_of_scikit_learn_pass(kind: type[Parameters], check: str) -> None:
    run: Any = getattr(estimator_checks, check)
    if reason := FAULTS.get((kind, check)):
        with pytest.raises(AssertionError):
            run(kind.__name__, kind())
        assert reason
        return
    run(kind.__name__, kind())


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(ValueError, match=r"TermModel has no parameter 'c', only .*'C'"):
        TermModel().set_params(c=1.0)
