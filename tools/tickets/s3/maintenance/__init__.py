"""Maintenance of a bucket: verify, sweep, prune, export and import."""
