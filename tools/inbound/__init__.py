"""What other systems send us, read into signals: pure, one file per sender, `registry.py` lists them all."""
