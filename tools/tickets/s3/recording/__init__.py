"""A report on its way into the bucket: gathered, judged, placed, claimed, written, looked at again, answered."""
