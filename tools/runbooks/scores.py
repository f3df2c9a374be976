"""One float per entry: what every kind of evidence comes as."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]
