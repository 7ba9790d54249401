"""How the bundled model is made: corpora, recipes and folds. Not installed; run as ``python -m training``."""
