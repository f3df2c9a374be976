"""Logistic regression by iteratively reweighted least squares: what a decision learned from the evidence could do."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RIDGE = 1.0
STEPS = 30


def fitted(features: Array, labels: Array) -> Array:
    """Return the weights (one per column and one for the constant) of the ridge-penalised maximum likelihood."""
    design = _with_constant(features)
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        told = _sigmoid(design @ weights)
        curvature = np.maximum(told * (1 - told), 1e-6)
        hessian = design.T @ (design * curvature[:, None]) + RIDGE * np.eye(len(weights))
        gradient = design.T @ (labels - told) - RIDGE * weights
        weights += np.linalg.solve(hessian, gradient)
    return weights


def scored(features: Array, weights: Array) -> Array:
    """Return the probability of "the same problem" for each row."""
    return _sigmoid(_with_constant(features) @ weights)


def _with_constant(features: Array) -> Array:
    return np.hstack([features, np.ones((len(features), 1))])


def _sigmoid(values: Array) -> Array:
    told: Array = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return told
