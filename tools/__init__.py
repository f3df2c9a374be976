"""Everything that the agents use to decide: rules, stores, models, and adapters to outside services."""

import os

# numpy reads this when it is first imported. A search takes microseconds; OpenBLAS's other threads would spin for
# longer, on the cores that the event loop and the embedder need.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
