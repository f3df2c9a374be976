"""Turns a notice into the message that all destinations show: what happened, why, and what to do. Pure."""
