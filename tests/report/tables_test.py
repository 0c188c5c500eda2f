"""Tables that paste into LaTeX and Markdown."""

import unittest

from ebsnn_report import tables

HEADER = ["Corruption", "Level", "Accuracy (%)"]
ROWS = [["Spatial jitter", "0 px²", "90.00"], ["", "1 px²", "80.00 ± 1.50"],
        ["a_b & c", "1", "–"]]


class Tables(unittest.TestCase):
    """Known answers."""

    def test_latex(self):
        self.assertEqual(tables.latex(HEADER, ROWS, "Accuracy in %.", "tab:x"), r"""\begin{table}
  \centering
  \caption{Accuracy in \%.}
  \label{tab:x}
  \begin{tabular}{lrr}
    \toprule
    Corruption & Level & Accuracy (\%) \\
    \midrule
    Spatial jitter & 0 px$^2$ & 90.00 \\
     & 1 px$^2$ & 80.00 $\pm$ 1.50 \\
    \midrule
    a\_b \& c & 1 & -- \\
    \bottomrule
  \end{tabular}
\end{table}
""")

    def test_markdown(self):
        self.assertEqual(tables.markdown(HEADER, ROWS[:1]),
                         "| Corruption | Level | Accuracy (%) |\n| --- | ---: | ---: |\n"
                         "| Spatial jitter | 0 px² | 90.00 |\n")

    def test_page_table_keeps_groups_together(self):
        page = tables.page_table(HEADER, ROWS)
        self.assertEqual(page.count("<tbody>"), 2)
        self.assertLess(page.index("1 px²"), page.index("</tbody>"))
        self.assertLess(page.index("</tbody>"), page.index("a_b"))
        self.assertEqual(page.count("</tr>"), 4)

    def test_page_table_escapes(self):
        self.assertIn("<td>a &lt; b</td>", tables.page_table(["x"], [["a < b"]]))
