"""Reads what other systems send into signals.

The readers are pure; each sender is one file, listed in `registry.py`.
"""
