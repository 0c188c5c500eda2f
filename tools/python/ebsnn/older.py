"""What files say that do not describe themselves: older programs knew N-MNIST only."""

from __future__ import annotations

import numpy as np

CLASS_NAMES = tuple("0123456789")
WINDOWS = np.array([[5, 5], [5, 17], [17, 5], [17, 17]], np.uint16)  # px: first row, first column
UNITS = {"drop_event": "fraction", "drop_area": "fraction", "uniform_noise": "events",
         "spatial_jitter": "px^2", "time_jitter": "ms"}
