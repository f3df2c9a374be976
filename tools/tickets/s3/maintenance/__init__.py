"""Looking after a bucket: check it, sweep it, slim it, carry it elsewhere."""
