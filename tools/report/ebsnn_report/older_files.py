"""What files say that do not describe themselves: the one place for what the report assumes of them.

Older programs knew N-MNIST only, and the five published corruptions. Files say all of this themselves
now: `class_name`, `window`, and in results.h5 the attributes `title`, `axis_label`, `axis_scale` and
`place` of each corruption.
"""

from __future__ import annotations

from ebsnn.older import CLASS_NAMES, WINDOWS as WINDOW_PLACES

__all__ = ["CLASS_NAMES", "CORRUPTIONS", "SENSOR", "WINDOW_PLACES"]

SENSOR = (34, 34)  # px: width, height
CORRUPTIONS = {  # in the published order: title, label of an axis of levels, scale of the axis
    "drop_event": ("Dropped events", "Share of events dropped", 1.0),
    "drop_area": ("Dropped area", "Relative side of area", 1.0),
    "uniform_noise": ("Uniform noise", "Events added (thousands)", 1e-3),
    "spatial_jitter": ("Spatial jitter", "Variance (px²)", 1.0),
    "time_jitter": ("Time jitter", "Standard deviation (ms)", 1.0),
}
