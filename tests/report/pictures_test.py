"""Pictures of known events and spikes, checked pixel by pixel."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from ebsnn_report import pictures, style
from ebsnn_report.events import Condition, Shown
from ebsnn_report.figures.activity import draw_raster
from support import FolderTest

WHITE, ON, OFF, BOTH = (255, 255, 255), (230, 130, 0), (0, 60, 140), (120, 120, 120)
PALE_ON = (241, 186, 115)  # white + 0.55 (ON - white), rounded


def shown(events, steps=350):
    """One condition from (t_us, x, y, on)."""
    t_us, x, y, on = (np.array(column) for column in zip(*events))
    return Shown("test", 0, 3, steps, [Condition("none", "none", 0.0, t_us, x, y, on)])


class Pictures(FolderTest):
    """PNG, GIF and rasters."""

    def test_png_has_each_event_at_its_pixel(self):
        recording = shown([(0, 0, 0, 1), (10, 0, 0, 1), (20, 33, 1, 0), (30, 33, 1, 0),
                           (40, 5, 7, 0), (41, 5, 7, 1), (36000, 2, 3, 1), (350000, 9, 9, 1)])
        path = self.folder / "frames.png"
        pictures.write_png(recording, path, frames=10, scale=3)
        image = np.asarray(Image.open(path))
        self.assertEqual(image.shape, (34 * 3, (10 * 34 + 9) * 3, 3))
        self.assertEqual({tuple(p) for p in image[0:3, 0:3].reshape(-1, 3)}, {ON})
        self.assertEqual(tuple(image[4, 33 * 3 + 1]), OFF)
        self.assertEqual(tuple(image[7 * 3, 5 * 3]), BOTH)
        self.assertEqual(tuple(image[3 * 3 + 1, (35 + 2) * 3 + 1]), PALE_ON)
        coloured = (image[::3, ::3] != WHITE).any(axis=-1)
        coloured[:, 34::35] = False  # gaps
        self.assertEqual(coloured.sum(), 4)  # the event after the presentation is left out

    def test_gif_runs_through_all_frames(self):
        path = self.folder / "film.gif"
        pictures.write_gif(shown([(0, 1, 1, 1), (349999, 2, 2, 0)]), path, 35, 2, 100)
        film = Image.open(path)
        self.assertEqual((film.n_frames, film.size), (3, (68, 68)))  # equal frames are joined
        durations = []
        for frame in range(film.n_frames):
            film.seek(frame)
            durations.append(film.info["duration"])
        self.assertEqual(durations, [100, 3300, 100])
        film.seek(0)
        self.assertEqual(film.convert("RGB").getpixel((2, 2)), PALE_ON)
        film.seek(2)
        self.assertNotEqual(film.convert("RGB").getpixel((4, 4)), WHITE)
        self.assertEqual(film.convert("RGB").getpixel((2, 2)), WHITE)

    def test_raster_marks_spikes_and_nothing_else(self):
        style.use_style()
        figure = style.new_figure(180, 120)
        figure.set_layout_engine("none")
        ax = figure.subplots()
        ax.set_axis_off()
        ax.set_xlim(0, 20)
        ax.set_ylim(9.5, -0.5)
        spikes = {(3, 0), (3, 9), (17, 4), (18, 4)}
        step, neuron = (np.array(column) for column in zip(*sorted(spikes)))
        draw_raster(ax, step, neuron, "black")
        figure.set_dpi(200)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        dark = np.asarray(canvas.buffer_rgba())[..., 0] < 128
        for s in range(20):
            for n in range(10):
                x, y = ax.transData.transform((s + 0.5, n))
                near = dark[int(dark.shape[0] - y) - 2:int(dark.shape[0] - y) + 3,
                            int(x) - 2:int(x) + 3]
                self.assertEqual(near.any(), (s, n) in spikes, (s, n))

    def test_space_time_view_sums_rows(self):
        condition = shown([(0, 4, 1, 1), (100, 4, 30, 1), (349999, 4, 2, 0)]).conditions[0]
        view = condition.space_time(70, 350)
        self.assertEqual(view[0, 4, 0], 2)
        self.assertEqual(view[1, 4, 69], 1)
        self.assertEqual(view.sum(), 3)
