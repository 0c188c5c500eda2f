"""Tables that paste into LaTeX and Markdown."""

import re
import unittest

from ebsnn_report import tables

HEADER = ["Corruption", "Level", "Accuracy (%)"]
ROWS = [["Spatial jitter", "0 px²", "90.00"], ["", "1 px²", "80.00 ± 1.50"],
        ["a_b & c", "1", "–"]]


def latex_faults(text):
    """What a compiler would stop at in a table, without one."""
    faults = [f"letter {c!r}" for c in sorted(set(text)) if ord(c) > 255]  # inputenc knows few others
    begun = []
    for word, name in re.findall(r"\\(begin|end)\{([^}]*)\}", text):
        if word == "begin":
            begun.append(name)
        elif not begun or begun.pop() != name:
            faults.append(f"end of {name}")
    plain = re.sub(r"\\[\\{}$&%#_]", "", text)
    faults += [f"{{}} at {line}" for line in [plain] if line.count("{") != line.count("}")] + begun
    columns = len(re.search(r"\\begin\{tabular\}\{([lr]+)\}", text)[1])
    for line in text.splitlines():
        bare = re.sub(r"\\[&%#_$]", "", line)
        if line.endswith(r" \\") and bare.count("&") != columns - 1:
            faults.append(f"{bare.count('&') + 1} of {columns} columns: {line}")
        if bare.count("$") % 2 or re.search(r"[#%^_~]|&(?!.* \\\\$)", re.sub(r"\$[^$]*\$|\\label.*", "", bare)):
            faults.append(f"sign: {line}")
    return faults


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

    def test_columns_of_text_begin_at_the_left(self):
        header = ["Network", "Readout", "Off by", "R", "Seeds", "Calibrated"]
        rows = [["1st", "C = 1", "–", "∞", "2 of 3", "–"], ["", "v1, C = 1", "−5 %", "> 0.8", "0 of 3", "offset = 8"],
                ["x", "–", "+2.4* [1, 3]", "< 0.001", "–", "–"]]
        self.assertEqual(tables.markdown(["x", "y"], [["a", "–"]]).splitlines()[1], "| --- | ---: |")  # not known
        self.assertIn(r"\begin{tabular}{llrrrl}", tables.latex(header, rows, "", "tab:x"))
        self.assertEqual(tables.markdown(header, rows).splitlines()[1], "| --- | --- | ---: | ---: | ---: | --- |")
        page = tables.page_table(header, rows)
        self.assertIn('<th>Network</th><th class="text">Readout</th><th>Off by</th>', page)
        self.assertIn('<td>–</td><td>∞</td><td>2 of 3</td><td class="text">–</td>', page)

    def test_wide_tables_span_both_columns_of_a_journal(self):
        for letters, kind, size in ((40, "table", ""), (90, "table*", ""), (110, "table*", r"\footnotesize"),
                                    (140, "table*", r"\scriptsize"), (150, "table*", r"\setlength{\tabcolsep}{2pt}")):
            text = tables.latex(["x"], [["a" * letters]], "", "tab:x")
            self.assertEqual(latex_faults(text), [])
            self.assertIn(rf"\end{{{kind}}}", text)
            self.assertIn(size, text.splitlines()[4])

    def test_hostile_cells_make_no_faults(self):
        text = tables.latex(["a&b", "50 %"], [["_^~#{", "$\\frac{"], ["", "\u00e9 \udcfc \x07"]], "100 % of $x_1 & {", "a_b c")
        self.assertEqual(latex_faults(text), [])
        self.assertIn(r"\label{a_b-c}", text)

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
