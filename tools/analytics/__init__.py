"""Computes figures: time ranges and buckets in any time zone, counts, and summaries of durations.

It is pure: rows of numbers in, figures out. Both ticket stores keep `Columns` of their data and call `summed_up`.
"""
