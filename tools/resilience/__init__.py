"""How every outside call is made: one breaker, one retry budget, full jitter, one layer."""

from tools.resilience.guard import Guard

__all__ = ["Guard"]
