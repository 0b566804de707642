"""Combinational arithmetic on a few numbers: order, distance, runs and small formats."""

from random import Random

from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.families.style import procedure
from verimentor_trainer.wording import bits


@family
def median_of_three(rng: Random) -> Design:
    """The middle one of three numbers."""
    draft = Draft(rng, plain=0.4)
    width = rng.choice((4, 6, 8, 8, 10, 12, 16))
    a, b, c = (draft.input(*options, width=width) for options in (("a", "x", "p"), ("b", "y", "q"), ("c", "z", "r")))
    styled = rng.randrange(3)
    out = draft.output("median", "mid", "middle", "m", "out", width=width, reg=styled == 2)
    if styled == 0:
        body = f"""wire [{width - 1}:0] low = ({a} < {b}) ? {a} : {b};
wire [{width - 1}:0] high = ({a} < {b}) ? {b} : {a};
assign {out} = ({c} < low) ? low : ({c} > high) ? high : {c};"""
    elif styled == 1:
        body = f"""assign {out} = (({b} <= {a} && {a} <= {c}) || ({c} <= {a} && {a} <= {b})) ? {a} :
    (({a} <= {b} && {b} <= {c}) || ({c} <= {b} && {b} <= {a})) ? {b} : {c};"""
    else:
        body = procedure(
            rng,
            f"""if (({a} >= {b} && {a} <= {c}) || ({a} <= {b} && {a} >= {c})) {out} = {a};
else if (({b} >= {a} && {b} <= {c}) || ({b} <= {a} && {b} >= {c})) {out} = {b};
else {out} = {c};""",
        )
    reference = f"""logic [{width - 1}:0] least, most;
always_comb begin
    least = {a} < {b} ? {a} : {b};
    if ({c} < least) least = {c};
    most = {a} > {b} ? {a} : {b};
    if ({c} > most) most = {c};
    {out} = {a} ^ {b} ^ {c} ^ least ^ most;
end"""
    size = bits(rng, width)
    title = draft.choose(
        f"median of three {size} numbers",
        f"{size} median-of-three selector",
        f"three-input median circuit, {size} unsigned",
    )
    sentence = draft.choose(
        f"{out} is the median of {a}, {b} and {c}: neither the largest nor the smallest.",
        f"Sort {a}, {b} and {c} as unsigned numbers; {out} is the one in the middle.",
        f"The value that comes second when {a}, {b}, {c} are put in order appears at {out}.",
        f"{out} = the middle value among {a}, {b}, {c} (unsigned)",
    )
    return draft.design(title, (sentence,), body, reference, ("median3", "median_of_three", "middle_value", "median"))


@family
def sorting_network(rng: Random) -> Design:
    """Three numbers in order."""
    draft = Draft(rng)
    width, rising = rng.choice((4, 4, 8, 8, 8, 12, 16)), rng.random() < 0.6
    a, b, c = (
        draft.input(*options, width=width)
        for options in (("a", "in0", "x0", "d0"), ("b", "in1", "x1", "d1"), ("c", "in2", "x2", "d2"))
    )
    procedural = draft.chance(0.5)
    stems = (("low", "mid", "high"), ("smallest", "middle", "largest"), ("y0", "y1", "y2"), ("s0", "s1", "s2"))
    names = list(rng.choice(stems if rising else tuple(stem[::-1] for stem in stems[:2])))
    first, second, third = (draft.output(name, width=width, reg=procedural) for name in names)
    least, most = (first, third) if rising else (third, first)
    if procedural:
        body = f"reg [{width - 1}:0] p, q, t;\n" + procedure(
            rng,
            f"""p = {a};
q = {b};
t = {c};
if (p > q) {{p, q}} = {{q, p}};
if (q > t) {{q, t}} = {{t, q}};
if (p > q) {{p, q}} = {{q, p}};
{least} = p;
{second} = q;
{most} = t;""",
        )
    else:
        body = f"""wire [{width - 1}:0] ab_min = ({a} < {b}) ? {a} : {b};
wire [{width - 1}:0] ab_max = ({a} < {b}) ? {b} : {a};
wire [{width - 1}:0] rest = (ab_max < {c}) ? ab_max : {c};
assign {most} = (ab_max < {c}) ? {c} : ab_max;
assign {least} = (ab_min < rest) ? ab_min : rest;
assign {second} = (ab_min < rest) ? rest : ab_min;"""
    reference = f"""always_comb begin
    {least} = {a} <= {b} && {a} <= {c} ? {a} : {b} <= {c} ? {b} : {c};
    {most} = {a} >= {b} && {a} >= {c} ? {a} : {b} >= {c} ? {b} : {c};
    {second} = {a} ^ {b} ^ {c} ^ {least} ^ {most};
end"""
    way = "ascending" if rising else "descending"
    title = draft.choose(
        f"sorter of three {bits(rng, width)} words",
        f"three-element sorting network, {bits(rng, width)}",
        f"combinational {way} sort of three {bits(rng, width)} numbers",
    )
    sentence = draft.choose(
        f"{first}, {second}, {third} are {a}, {b}, {c} in {way} order (unsigned).",
        f"The three unsigned inputs {a}, {b}, {c} come out sorted: {least} gets the smallest, {second} the middle one, {most} the largest.",
        f"Put {a}, {b} and {c} in order; the {'smallest' if rising else 'largest'} goes to {first}, the next to {second}, the {'largest' if rising else 'smallest'} to {third}. No clock.",
    )
    return draft.design(title, (sentence,), body, reference, ("sort3", "sorter", "sort_network", "order_three"))


@family
def longest_run(rng: Random) -> Design:
    """The length of the longest run of equal bits wanted."""
    draft = Draft(rng)
    width, value = rng.choice((5, 6, 8, 8, 10, 12, 16)), int(rng.random() < 0.75)
    size = width.bit_length()
    data = draft.input("data", "d", "word", "x", "vec", width=width)
    out = draft.output("longest", "run", "len", "length", "max_run", width=size)
    body = f"integer i;\nreg [{size - 1}:0] here;\n" + procedure(
        rng,
        f"""{out} = 0;
here = 0;
for (i = 0; i < {width}; i = i + 1) begin
    here = {data}[i] ? {"here + 1 : 0" if value else "0 : here + 1"};
    if (here > {out}) {out} = here;
end""",
    )
    reference = f"""logic [{width - 1}:0] left;
always_comb begin
    left = {"" if value else "~"}{data};
    {out} = '0;
    for (int k = 0; k < {width}; k++) if (left != 0) begin
        {out} += 1'b1;
        left &= left >> 1;
    end
end"""
    what = "ones" if value else "zeros"
    title = draft.choose(
        f"longest run of {what} in a {bits(rng, width)} word",
        f"finder of the longest run of {what} among {width} bits",
        f"{bits(rng, width)} run-of-{what} measurer",
    )
    sentence = draft.choose(
        f"{out} is the length of the longest block of consecutive {what} in {data}, 0 if there is none.",
        f"Count how many neighbouring bits of {data} are {value} at most in one stretch; {out} shows that number.",
        f"{out} tells the largest number of adjacent {value}s anywhere in {data} (combinational).",
    )
    example = f"{'0110111010011101'[:width]} gives {max(len(r) for r in '0110111010011101'[:width].split('0' if value else '1'))}."
    more = [f"For example {example}"] if draft.chance(0.5) else []
    return draft.design(
        title, (sentence, *more), body, reference, ("longest_run", "run_finder", "max_run_unit", "streak")
    )


@family
def interval_overlap(rng: Random) -> Design:
    """Whether two intervals have a point in common."""
    draft = Draft(rng)
    width, closed = rng.choice((4, 8, 8, 10, 16)), rng.random() < 0.7
    pairs = (
        ("a_lo", "a_hi", "b_lo", "b_hi"),
        ("start1", "end1", "start2", "end2"),
        ("p0", "p1", "q0", "q1"),
        ("from_a", "to_a", "from_b", "to_b"),
    )
    a, b, c, d = (draft.input(name, width=width) for name in rng.choice(pairs))
    procedural = draft.chance(0.3)
    out = draft.output("overlap", "hit", "conflict", "touch", "both", reg=procedural)
    sign = "<=" if closed else "<"
    condition = draft.choose(
        f"({a} {sign} {d}) && ({c} {sign} {b})",
        f"!({b} {'<' if closed else '<='} {c} || {d} {'<' if closed else '<='} {a})",
    )
    body = procedure(rng, f"{out} = {condition};") if procedural else f"assign {out} = {condition};"
    reference = f"""wire [{width - 1}:0] first = {a} > {c} ? {a} : {c};
wire [{width - 1}:0] last = {b} < {d} ? {b} : {d};
wire valid = {a} {sign} {b} && {c} {sign} {d};
assign {out} = valid ? first {sign} last : 1'bx;"""
    title = draft.choose(
        f"interval overlap detector for {bits(rng, width)} numbers",
        f"overlap test of two {bits(rng, width)} ranges",
        f"checker whether two intervals of {bits(rng, width)} numbers meet",
    )
    ends = "both ends included" if closed else "the lower end included and the upper end not"
    sentences = (
        draft.choose(
            f"One interval goes from {a} to {b}, the other from {c} to {d}, {ends}.",
            f"{a}..{b} and {c}..{d} are two ranges of unsigned numbers, {ends}.",
        ),
        draft.choose(
            f"{out} is 1 if they have at least one number in common.",
            f"{out} is high exactly when some number lies in both.",
        ),
        f"A lower end is always {'at most' if closed else 'less than'} its upper end.",
    )
    return draft.design(
        title, sentences, body, reference, ("overlap_check", "interval_test", "ranges", "range_overlap")
    )


@family
def manhattan_distance(rng: Random) -> Design:
    """|x1 - x2| + |y1 - y2|."""
    draft = Draft(rng, plain=0.25)
    width = rng.choice((4, 6, 8, 8, 10))
    stems = rng.choice((("x1", "y1", "x2", "y2"), ("xa", "ya", "xb", "yb"), ("px", "py", "qx", "qy")))
    x1, y1, x2, y2 = (draft.input(name, width=width) for name in stems)
    out = draft.output("distance", "metric", "d", "steps", width=width + 1, reg=False)
    if draft.chance(0.5):
        body = f"""wire [{width - 1}:0] dx = ({x1} > {x2}) ? {x1} - {x2} : {x2} - {x1};
wire [{width - 1}:0] dy = ({y1} > {y2}) ? {y1} - {y2} : {y2} - {y1};
assign {out} = dx + dy;"""
    else:
        body = f"assign {out} = ({x1} > {x2} ? {x1} - {x2} : {x2} - {x1}) + ({y1} > {y2} ? {y1} - {y2} : {y2} - {y1});"
    reference = f"""logic signed [{width + 1}:0] dx, dy;
always_comb begin
    dx = $signed({{2'b0, {x1}}}) - $signed({{2'b0, {x2}}});
    dy = $signed({{2'b0, {y1}}}) - $signed({{2'b0, {y2}}});
    if (dx < 0) dx = -dx;
    if (dy < 0) dy = -dy;
    {out} = dx[{width}:0] + dy[{width}:0];
end"""
    title = draft.choose(
        f"Manhattan distance of the points ({x1}, {y1}) and ({x2}, {y2}), {bits(rng, width)} coordinates",
        f"taxicab distance between ({x1}, {y1}) and ({x2}, {y2}) with {bits(rng, width)} coordinates",
    )
    sentence = draft.choose(
        f"{out} = |{x1} - {x2}| + |{y1} - {y2}|, unsigned.",
        f"The distance along x and the distance along y between ({x1}, {y1}) and ({x2}, {y2}) are added to give {out}; no bit is lost.",
        f"{out} counts the unit steps of the grid between ({x1}, {y1}) and ({x2}, {y2}).",
    )
    return draft.design(title, (sentence,), body, reference, ("manhattan", "taxicab", "grid_distance", "l1_distance"))


@family
def matching_digits(rng: Random) -> Design:
    """In how many places two codes have the same digit."""
    draft = Draft(rng)
    count, size = rng.choice((3, 4, 4, 4, 5)), rng.choice((2, 3, 4, 4))
    width, wide = count * size, count.bit_length()
    secret = draft.input("secret", "code", "key", "a", width=width)
    guess = draft.input("guess", "try", "attempt", "b", width=width)
    looped = draft.chance(0.5)
    out = draft.output("hits", "exact", "same", "score", width=wide, reg=looped)
    if looped:
        body = "integer i;\n" + procedure(
            rng,
            f"""{out} = 0;
for (i = 0; i < {count}; i = i + 1)
    if ({secret}[i*{size} +: {size}] == {guess}[i*{size} +: {size}]) {out} = {out} + 1;""",
        )
    else:
        terms = [
            f"({secret}[{i * size + size - 1}:{i * size}] == {guess}[{i * size + size - 1}:{i * size}])"
            for i in range(count)
        ]
        body = f"assign {out} = {' + '.join(terms)};"
    reference = f"""wire [{width - 1}:0] differ = {secret} ^ {guess};
always_comb begin
    {out} = {count};
    for (int k = 0; k < {count}; k++) {out} -= {wide}'(|differ[k*{size} +: {size}]);
end"""
    title = draft.choose(
        f"counter of matching digits in two {count}-digit codes",
        f"score for a guess of {count} digits",
        f"comparison of a {count}-digit guess with the secret, digit by digit",
    )
    sentences = (
        draft.choose(
            f"{secret} and {guess} hold {count} digits of {size} bits each, digit 0 in the lowest bits.",
            f"Both {secret} and {guess} are {count} groups of {size} bits.",
        ),
        draft.choose(
            f"{out} is the number of places in which they have the same digit.",
            f"{out} tells in how many positions the digits are equal, 0 to {count}.",
        ),
    )
    return draft.design(title, sentences, body, reference, ("match_count", "code_score", "guess_score", "same_digits"))


@family
def tiny_float(rng: Random) -> Design:
    """An integer as exponent and fraction of a small floating-point format."""
    draft = Draft(rng)
    width, fraction = rng.choice((8, 8, 16)), rng.choice((2, 3, 4))
    size = (width - 1).bit_length()
    value = draft.input("value", "x", "d", "n", "in", width=width)
    exponent = draft.output("exponent", "exp", "e", "scale", width=size)
    mantissa = draft.output("fraction", "mantissa", "frac", "m", width=fraction)
    zero = draft.output("zero", "is_zero", "z", reg=False)
    shift = f"{value} << ({width} - i)"
    body = f"integer i;\nreg [{width - 1}:0] rest;\nassign {zero} = ({value} == 0);\n" + procedure(
        rng,
        f"""{exponent} = 0;
rest = 0;
for (i = 0; i < {width}; i = i + 1)
    if ({value}[i]) begin
        {exponent} = i;
        rest = {shift};
    end
{mantissa} = rest[{width - 1}:{width - fraction}];""",
    )
    reference = f"""logic [{width - 1}:0] normal;
always_comb begin
    normal = {value};
    {exponent} = {width - 1};
    {zero} = ~|{value};
    while (!normal[{width - 1}] && {exponent} != 0) begin
        normal = normal << 1;
        {exponent} = {exponent} - 1'b1;
    end
    {mantissa} = normal[{width - 2}:{width - 1 - fraction}];
end"""
    title = draft.choose(
        f"integer to tiny floating-point converter for {bits(rng, width)} numbers",
        f"{bits(rng, width)} unsigned to exponent and fraction",
        f"normaliser of {width}-bit numbers with {size}-bit exponent and {fraction}-bit fraction",
    )
    sentences = (
        draft.choose(
            f"{exponent} is the position of the highest 1 in {value}.",
            f"{exponent} gives the index of the most significant set bit of {value}, counted from 0.",
        ),
        draft.choose(
            f"{mantissa} holds the {fraction} bits right below it, filled up with zeros at the end if there are fewer.",
            f"The next {fraction} bits after it go to {mantissa}, highest first; missing ones are 0.",
        ),
        f"For {value} = 0, {zero} is 1 and {exponent} and {mantissa} are 0; otherwise {zero} is 0.",
    )
    return draft.design(title, sentences, body, reference, ("tiny_float", "normalise", "int_to_float", "minifloat"))


@family
def zigzag_code(rng: Random) -> Design:
    """Signed numbers as unsigned ones, small magnitudes first, or back."""
    draft = Draft(rng)
    width, encode = rng.choice((4, 8, 8, 12, 16, 32)), rng.random() < 0.6
    x = draft.input("x", "a", "in", "value", "n", width=width)
    procedural = draft.chance(0.35)
    y = draft.output("y", "z", "out", "code", "result", width=width, reg=procedural)
    top = width - 1
    if encode:
        formula = draft.choose(f"{x}[{top}] ? ~({x} << 1) : ({x} << 1)", f"({x} << 1) ^ {{{width}{{{x}[{top}]}}}}")
        reference = f"wire signed [{width}:0] v = $signed({x});\nwire signed [{width}:0] w = v < 0 ? -2 * v - 1 : 2 * v;\nassign {y} = w[{top}:0];"
    else:
        formula = draft.choose(f"{x}[0] ? ~({x} >> 1) : ({x} >> 1)", f"({x} >> 1) ^ {{{width}{{{x}[0]}}}}")
        reference = (
            f"wire [{width}:0] h = ({{1'b0, {x}}} + 1'b1) >> 1;\nassign {y} = {x}[0] ? -h[{top}:0] : h[{top}:0];"
        )
    body = procedure(rng, f"{y} = {formula};") if procedural else f"assign {y} = {formula};"
    way = "encoder" if encode else "decoder"
    title = draft.choose(f"{bits(rng, width)} zigzag {way}", f"zigzag {way} for {bits(rng, width)} numbers")
    signed, plain = (x, y) if encode else (y, x)
    sentences = (
        draft.choose(
            f"{signed} is a signed number in two's complement, {plain} its code without sign.",
            f"The two's complement number {signed} corresponds to the unsigned {plain}.",
        ),
        draft.choose(
            "The codes 0, 1, 2, 3, 4 stand for 0, -1, 1, -2, 2 and so on.",
            "A number n >= 0 has the code 2n, a negative n the code -2n - 1.",
            "Even codes 2n mean n, odd codes 2n + 1 mean -n - 1.",
        ),
        f"{y} is computed from {x} without a clock.",
    )
    return draft.design(title, sentences, body, reference, (f"zigzag_{way}", "zigzag", "zz_code", "sign_fold"))
