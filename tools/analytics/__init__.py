"""What figures mean: ranges and buckets of any time zone, what is counted where, how durations are summed up.

Pure: rows of numbers in, figures out. Both ticket stores keep `Columns` of what they hold and ask `summed_up`.
"""
