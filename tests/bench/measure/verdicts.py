# SPDX-License-Identifier: Apache-2.0
"""What holds and what does not."""


class Verdicts:
    """The final table."""

    def __init__(self):
        self.rows = []

    def check(self, what, value, limit, at_least=False, void=False, unit=""):
        holds = value >= limit if at_least else value <= limit
        self.rows.append({"what": what, "value": value, "limit": limit, "at_least": at_least, "unit": unit,
                          "verdict": "void" if void else "pass" if holds else "FAIL"})

    def fail(self, what, why):
        self.rows.append({"what": what, "verdict": "FAIL", "why": why})

    def print(self):
        print("\nlimits")
        for row in self.rows:
            if "why" in row:
                print(f"  FAIL  {row['what']}: {row['why']}")
            else:
                sign = ">=" if row["at_least"] else "<="
                print(f"  {row['verdict']:4}  {row['what']}: {row['value']:.3f} {sign} {row['limit']:.3f}", row["unit"])

    def passed(self):
        return all(row["verdict"] == "pass" for row in self.rows)
