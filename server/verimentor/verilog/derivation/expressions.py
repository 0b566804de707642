"""Functions of a few named bits as Verilog expressions."""

from collections.abc import Mapping, Sequence

from verimentor.verilog.derivation.minimisation import Product, minimise, parity_mask

_MIN_PARITY = 2  # inputs; of one it is a plain name


def expression(values: Mapping[int, str], names: Sequence[str], *, products: bool | None = None) -> str:
    """The function with these values by setting of the inputs, the first name highest; "x" is free.

    `products`: whether as a sum of products or a product of sums; None takes the shorter one.
    """
    n_bits = len(names)
    ones = [term for term, value in values.items() if value == "1"]
    zeros = [term for term, value in values.items() if value == "0"]
    free = [term for term in range(1 << n_bits) if values.get(term, "x") == "x"]
    if not ones or not zeros:
        return "1'b1" if ones else "1'b0"
    if products is None and not free and (mask := parity_mask(ones, n_bits)) and mask.bit_count() >= _MIN_PARITY:
        parity = " ^ ".join(name for place, name in enumerate(names) if mask >> (n_bits - 1 - place) & 1)
        return f"~({parity})" if 0 in ones else parity
    as_sum, as_product = minimise(ones, free, n_bits), minimise(zeros, free, n_bits)
    if products is None:
        products = _size(as_sum) <= _size(as_product)
    return _sum(as_sum, names) if products else _product(as_product, names)


def _size(products: Sequence[Product]) -> int:
    return sum(product.literals for product in products) + len(products)


def _sum(products: Sequence[Product], names: Sequence[str]) -> str:
    parts = [" & ".join(_literals(product, names, "1")) for product in products]
    many = len(parts) > 1
    return " | ".join(f"({part})" if many and "&" in part else part for part in parts)


def _product(products: Sequence[Product], names: Sequence[str]) -> str:
    """The complement of a sum of products, by De Morgan."""
    parts = [" | ".join(_literals(product, names, "0")) for product in products]
    many = len(parts) > 1
    return " & ".join(f"({part})" if many and "|" in part else part for part in parts)


def _literals(product: Product, names: Sequence[str], plain: str) -> list[str]:
    places = range(len(names) - 1, -1, -1)
    return [
        name if str(product.value >> place & 1) == plain else f"~{name}"
        for name, place in zip(names, places, strict=True)
        if product.care >> place & 1
    ]


def selection(values: Mapping[tuple[int, ...], str], names: Sequence[str]) -> str:
    """Nested conditions that pick one of some words by single bits: "r1 ? B : r2 ? C : A".

    `values` are the words by setting of the bits, in the order of the names; settings that are missing may give any.
    """
    words = set(values.values())
    if len(words) == 1:
        return words.pop()
    trees = [_split(values, names, place) for place in range(len(names))]
    return min((tree for tree in trees if tree), key=_n_choices)


def _split(values: Mapping[tuple[int, ...], str], names: Sequence[str], place: int) -> str:
    high = {bits: word for bits, word in values.items() if bits[place] == 1}
    low = {bits: word for bits, word in values.items() if bits[place] == 0}
    if not high or not low:
        return ""
    name = names[place]
    rest = [other for other in range(len(names)) if other != place]

    def without(part: Mapping[tuple[int, ...], str]) -> dict[tuple[int, ...], str]:
        return {tuple(bits[other] for other in rest): word for bits, word in part.items()}

    others = [names[other] for other in rest]
    if_high, if_low = selection(without(high), others), selection(without(low), others)
    if if_high == if_low:
        return if_high
    if "?" in if_high and "?" not in if_low:  # the chain goes on behind the colon, as people write it
        return f"!{name} ? {if_low} : {if_high}"
    return f"{name} ? {_bracketed(if_high)} : {if_low}"


def _n_choices(tree: str) -> tuple[int, int]:
    return tree.count("?"), tree.count("!")


def _bracketed(tree: str) -> str:
    return f"({tree})" if "?" in tree else tree
