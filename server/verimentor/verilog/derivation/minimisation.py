"""Two-level minimisation of functions of a few bits, after Quine (1952) and McCluskey (1956)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

MAX_BITS = 6  # the method is exponential, and a longer expression says less than a table


@dataclass(frozen=True, order=True)
class Product:
    """The bits of `care` have the values of `value`; all others are free."""

    care: int
    value: int

    def covers(self, term: int) -> bool:
        """Whether it is true of a setting of the inputs."""
        return term & self.care == self.value

    @property
    def literals(self) -> int:
        """How many bits it looks at."""
        return self.care.bit_count()


def minimise(terms: Collection[int], free: Collection[int], n_bits: int) -> list[Product]:
    """Few products that together are true of all `terms`, false of all others and either of the `free` ones.

    Essential prime implicants first, then greedily what covers most, so that it is small, not always the smallest.
    """
    primes = _primes({*terms, *free}, n_bits)
    left = set(terms)
    chosen: list[Product] = []
    for term in sorted(terms):
        covering = [prime for prime in primes if prime.covers(term)]
        if len(covering) == 1 and covering[0] not in chosen:
            chosen.append(covering[0])
    left -= {term for term in left if any(prime.covers(term) for prime in chosen)}
    while left:
        best = max(primes, key=lambda prime: (sum(map(prime.covers, left)), -prime.literals, prime))
        chosen.append(best)
        left -= {term for term in left if best.covers(term)}
    return sorted(chosen, key=lambda each: (each.literals, -each.care, -each.value))


def _primes(terms: Iterable[int], n_bits: int) -> list[Product]:
    everything = (1 << n_bits) - 1
    current = {Product(everything, term) for term in terms}
    primes: set[Product] = set()
    while current:
        joined: set[Product] = set()
        merged: set[Product] = set()
        for product in current:
            for bit in (1 << index for index in range(n_bits)):
                other = Product(product.care, product.value ^ bit)
                if product.care & bit and other in current:
                    joined.add(Product(product.care & ~bit, product.value & ~bit))
                    merged.add(product)
        primes |= current - merged
        current = joined
    return sorted(primes)


def parity_mask(terms: Collection[int], n_bits: int) -> int | None:
    """The inputs of which the function is the parity, or the odd one's complement; None where it is neither."""
    at_zero = 0 in terms
    mask = sum(bit for bit in (1 << index for index in range(n_bits)) if (bit in terms) != at_zero)
    agrees = all(((term & mask).bit_count() % 2 == 1) == ((term in terms) != at_zero) for term in range(1 << n_bits))
    return mask if agrees else None
