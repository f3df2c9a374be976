"""The one layer for calls to outside services: a circuit breaker, a retry budget, and full jitter."""

from tools.resilience.guard import Guard

__all__ = ["Guard"]
