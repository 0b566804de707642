"""Names that are nearly others: one slip of the fingers away."""

from collections.abc import Iterable


def nearest(wrong: str, names: Iterable[str]) -> str | None:
    """The only name within one edit (two from seven letters on); None where there is none or more than one.

    Letter case costs nothing, swapping two neighbours costs one edit. Names of fewer than three letters are never near:
    every one-letter name is one edit from every other.
    """
    same = [name for name in set(names) if name.lower() == wrong.lower()]
    if len(same) == 1 and same[0] != wrong:
        return same[0]
    if len(wrong) < 3:
        return None
    limit = 1 if len(wrong) < 7 else 2
    near = sorted((distance(wrong.lower(), name.lower()), name) for name in set(names) if len(name) >= 3)
    near = [item for item in near if item[0] <= limit and item[1] != wrong]
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    if len(near) > 1 and near[0][0] > 0:
        return None
    return near[0][1]


def distance(a: str, b: str) -> int:
    """Edits between two names: insert, delete, replace, swap neighbours."""
    if abs(len(a) - len(b)) > 2:
        return 3
    rows = [list(range(len(b) + 1))]
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
