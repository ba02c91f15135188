"""Decodes a .dcz file and prints what it holds, line by line.

Written from FORMAT.md with Python's standard library alone, and shares nothing with the Java reader.
Usage: python3 decode.py FILE...
"""

import hashlib
import struct
import sys


class Bad(Exception):
    """The file breaks a rule."""


def require(condition, rule):
    if not condition:
        raise Bad(rule)


# ---------------------------------------------------------------- section 1: numbers

class Bytes:
    """A cursor over a range of bytes."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def left(self):
        return len(self.data) - self.at

    def take(self, count):
        require(count <= self.left(), "bytes end")
        self.at += count
        return self.data[self.at - count:self.at]

    def u8(self):
        return self.take(1)[0]

    def varint(self, most=2 ** 63 - 1):
        value = shift = 0
        while True:
            byte = self.u8()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        require(shift == 7 or byte != 0, "needless byte")
        require(value <= most, "number too large")
        return value

    def compact(self):
        bits = int(format(self.varint(2 ** 32 - 1), "032b")[::-1], 2)
        return finite(bits)


def finite(bits):
    require(bits >> 23 & 255 != 255, "not finite")
    return bits  # floats are kept as their 32 bits


# ---------------------------------------------------------------- section 2: file and sections

TABLE = []
for index in range(256):
    entry = index
    for _ in range(8):
        entry = entry >> 1 ^ (0x82F63B78 if entry & 1 else 0)
    TABLE.append(entry)


def crc_update(register, data):
    for byte in data:
        register = register >> 8 ^ TABLE[(register ^ byte) & 255]
    return register


def sections(data):
    """Gives (type, payload) of each section whose checksum is right."""
    require(data[:4] == b"\x89DCZ", "not a .dcz file")
    require(data[4] == 1, "another major version")
    reader = Bytes(data)
    register = crc_update(0xFFFFFFFF, reader.take(6))
    found = []
    last = False
    while not last:
        start = reader.at
        kind = reader.u8()
        last = kind >= 128
        payload = reader.take(reader.varint(2 ** 31 - 1))
        register = crc_update(register, data[start:reader.at])
        (stored,) = struct.unpack("<I", reader.take(4))
        require(stored == register ^ 0xFFFFFFFF, "checksum")
        found.append((kind & 127, payload))
    require(reader.left() == 0, "bytes after the last section")
    require(found[0][0] == 1, "no network")
    return found


# ---------------------------------------------------------------- section 3: topology

def product(shape):
    size = 1
    for dimension in shape:
        size *= dimension
    return size


def sizes(reader, rank):
    shape = [reader.varint(2 ** 31 - 1) for _ in range(rank)]
    require(all(shape) and product(shape) < 2 ** 31, "shape")
    return shape


def window(reader):
    mask = reader.u8()
    kh = reader.varint()
    kw = reader.varint() if mask & 1 else kh
    sh = reader.varint() if mask & 2 else 1
    sw = reader.varint() if mask & 4 else sh
    top = reader.varint() if mask & 8 else 0
    left, bottom, right = (
        [reader.varint() for _ in range(3)] if mask & 16 else [top] * 3)
    dh = reader.varint() if mask & 32 else 1
    dw = reader.varint() if mask & 64 else dh
    return (kh, kw, sh, sw, top, left, bottom, right, dh, dw), mask >> 7


def slide(win, height, width):
    kh, kw, sh, sw, top, left, bottom, right, dh, dw = win
    return [(height + top + bottom - (kh - 1) * dh - 1) // sh + 1,
            (width + left + right - (kw - 1) * dw - 1) // sw + 1]


KINDS = ["dense", "conv", "deconv", "pool", "globalpool", "affine", "scale", "lrn", "relu", None,
         "prelu", "softmax", "pad", "crop", "join", "concat", "slice", "upsample", "depth",
         "normalize", "reshape", "transpose", "lstm", "last"]
FUNCTIONS = ["relu", "clippedrelu", "leakyrelu", "thresholdedrelu", "sigmoid", "tanh",
             "hardsigmoid", "hardtanh", "rationaltanh", "rectifiedtanh", "elu", "selu", "softplus",
             "softsign", "swish", "mish", "gelu", "cube", "exp"]


def operation(opcode, variant, reader, inputs):
    """Gives the kind's name, the fields, the output's shape and the parameters' (role, shape)."""
    x = inputs[0]
    require(opcode < len(KINDS), "unknown operation")
    kind = KINDS[opcode]
    if opcode == 0:
        units = reader.varint()
        bias = [("bias", [units])] if variant & 1 else []
        return kind, [units], [units] + x[1:], [("weights", [units, x[0]])] + bias
    if opcode == 1:
        filters = reader.varint()
        win, _ = window(reader)
        groups = reader.varint() if variant & 2 else 1
        bias = [("bias", [filters])] if variant & 1 else []
        return (kind, [filters, *win, groups], [filters] + slide(win, x[1], x[2]),
                [("weights", [filters, x[0] // groups, win[0], win[1]])] + bias)
    if opcode == 2:
        filters = reader.varint()
        win, _ = window(reader)
        kh, kw, sh, sw, top, left, bottom, right, dh, dw = win
        shape = [filters, (x[1] - 1) * sh + (kh - 1) * dh + 1 - top - bottom,
                 (x[2] - 1) * sw + (kw - 1) * dw + 1 - left - right]
        bias = [("bias", [filters])] if variant & 1 else []
        return kind, [filters, *win], shape, [("weights", [filters, x[0], kh, kw])] + bias
    if opcode == 3:
        win, counts = window(reader)
        p = reader.varint() if variant == 3 else 0
        return kind, [variant, *win, counts, p], [x[0]] + slide(win, x[1], x[2]), []
    if opcode == 4:
        p = reader.varint() if variant == 3 else 0
        return kind, [variant, p], [x[0]], []
    if opcode == 5:
        return kind, [], x, [("scale", [x[0]]), ("shift", [x[0]])]
    if opcode == 6:
        return kind, [reader.compact(), reader.compact()], x, []
    if opcode == 7:
        size = reader.varint()
        return kind, [size, reader.compact(), reader.compact(), reader.compact()], x, []
    if opcode == 8:
        return kind, [0, 0], x, []
    if opcode == 9:
        function = reader.u8()
        a = reader.compact() if variant & 1 else 0
        b = reader.compact() if variant & 2 else 0
        return FUNCTIONS[function], [a, b], x, []
    if opcode == 10:
        shared = reader.u8()
        slopes = [1 if shared >> axis & 1 else size for axis, size in enumerate(x)]
        return kind, [shared], x, [("slopes", slopes)]
    if opcode in (12, 13):
        borders = [reader.varint() for _ in range(4)]
        sign = 1 if opcode == 12 else -1
        return (kind, borders, [x[0], x[1] + sign * (borders[0] + borders[2]),
                                x[2] + sign * (borders[1] + borders[3])], [])
    if opcode == 14:
        return kind, [reader.u8()], x, []
    if opcode == 15:
        return kind, [], [sum(shape[0] for shape in inputs)] + x[1:], []
    if opcode == 16:
        first = reader.varint()
        more = reader.varint()
        return kind, [first, first + more], [more + 1] + x[1:], []
    if opcode == 17:
        rows = reader.varint()
        columns = reader.varint()
        return kind, [rows, columns], [x[0], x[1] * rows, x[2] * columns], []
    if opcode == 18:
        block = reader.varint()
        return kind, [block], [x[0] * block * block, x[1] // block, x[2] // block], []
    if opcode == 19:
        return kind, [reader.compact()], x, []
    if opcode == 20:
        shape = sizes(reader, reader.u8()) if variant & 1 else [product(x)]
        return kind, shape, shape, []
    if opcode == 21:
        return kind, [], [x[1], x[0]], []
    if opcode == 22:
        units = reader.varint()
        functions = [reader.u8(), reader.u8()] if variant & 2 else [4, 5]
        peepholes = [("peepholes", [3 * units])] if variant & 1 else []
        return (kind, [units, variant & 1, *functions], [units, x[1]],
                [("weights", [4 * units, x[0]]), ("recurrent_weights", [4 * units, units]),
                 ("bias", [4 * units])] + peepholes)
    if opcode == 23:
        return kind, [], [x[0]], []
    return kind, [], x, []  # softmax


def topology(reader):
    heads, shapes, nodes, names, counts = [], [], [], [], {}
    inputs = reader.varint()
    for index in range(inputs):
        head = reader.u8()
        heads.append(head)
        shapes.append(sizes(reader, (head & 3) + 1))
        names.append("input" if inputs == 1 else "input%d" % (index + 1))
    for index in range(reader.varint()):
        head = reader.u8()
        newest = len(shapes) - 1
        read = [newest]
        if head & 128:
            read = [newest - reader.varint() for _ in range(reader.varint())]
        kind, fields, shape, parameters = operation(
            head & 31, head >> 5 & 3, reader, [shapes[value] for value in read])
        counts[kind] = counts.get(kind, 0) + 1
        names.append(kind + str(counts[kind]))
        shapes.append(shape)
        nodes.append((kind, fields, read, parameters))
    newest = len(shapes) - 1
    outputs = [newest - reader.varint() for _ in range(reader.varint())] or [newest]
    return heads, shapes, nodes, outputs, names


# ---------------------------------------------------------------- section 6: text

def text(reader, names):
    before = b""

    def string():
        nonlocal before
        common = reader.varint()
        before = before[:common] + reader.take(reader.varint())
        return before.decode("utf-8")

    parts = reader.u8()
    if parts & 1:
        names = [string() or name for name in names]
    labels = [string() for _ in range(reader.varint())] if parts & 2 else []
    provenance = [(string(), string()) for _ in range(reader.varint())] if parts & 4 else []
    require(reader.left() == 0, "bytes after the text")
    return names, labels, provenance


# ---------------------------------------------------------------- entropy coding, 1: range coder

class Range:
    def __init__(self, data):
        self.data = data
        self.at = 7
        self.range = 1 << 56
        self.value = int.from_bytes((data[:7] + bytes(7))[:7], "big")

    def bit(self, p):
        bound = (self.range >> 16) * p
        if self.value < bound:
            self.range = bound
            bit = 1
        else:
            self.value -= bound
            self.range -= bound
            bit = 0
        if self.range < 1 << 24:
            more = (self.data[self.at:self.at + 4] + bytes(4))[:4]
            self.range <<= 32
            self.value = self.value << 32 | int.from_bytes(more, "big")
            self.at += 4
        return bit

    def raw(self, count):
        number = 0
        for _ in range(count):
            number = number << 1 | self.bit(32768)
        return number

    def finish(self):
        data = self.data
        require(self.at >= len(data), "bytes after the range-coded stream")
        require(not data or data[-1] != 0, "a zero byte at the end")
        padded = data + bytes(self.at + 7)
        window = int.from_bytes(padded[self.at - 7:self.at], "big")
        low = window - self.value
        for zeros in range(7, -1, -1):
            step = 1 << 8 * zeros
            shortest = (low + step - 1) // step * step
            if shortest < low + self.range:
                require(shortest == window, "not the shortest end")
                return


# ---------------------------------------------------------------- 2: adaptive bits

RATES = [655360 // (10 * n + 16) for n in range(1024)]


def even(count):
    return [1 << 21, count]


def evens(number, count=1):
    return [even(count) for _ in range(number)]


def update(state, bit, limit):
    p, count = state
    state[0] = p + (((4194303 if bit else 0) - p) * RATES[count] >> 16)
    if count < limit:
        state[1] = count + 1


def adaptive(coder, state, limit=255):
    bit = coder.bit(max(1, state[0] >> 6))
    update(state, bit, limit)
    return bit


def tree(coder, states, depth):
    node = 1
    for _ in range(depth):
        node = 2 * node + adaptive(coder, states[node])
    return node - (1 << depth)


KNOTS = [22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11955, 17625, 24743,
         32768, 40793, 47911, 53581, 57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374,
         65438, 65476, 65500, 65514]
SQUASH = [KNOTS[d >> 7] * (128 - (d & 127)) + KNOTS[(d >> 7) + 1] * (d & 127) + 64 >> 7
          for d in range(4096)]
STRETCH = []
for v in range(4096):
    found = STRETCH[-1] + 2048 if STRETCH else 0
    while found < 4095 and SQUASH[found] < 16 * v + 8:
        found += 1
    STRETCH.append(found - 2048)


def mixed(coder, states, weights, limit):
    x = [STRETCH[state[0] >> 10] for state in states]
    d = x[0] * weights[0] + x[1] * weights[1] + x[2] * weights[2] >> 16
    p = SQUASH[min(2047, max(-2048, d)) + 2048]
    bit = coder.bit(p)
    e = 2 * ((bit << 16) - p)
    for i in range(3):
        weights[i] += x[i] * e + 32768 >> 16
        update(states[i], bit, limit)
    return bit


# ---------------------------------------------------------------- 3: numbers

class Whole:
    def __init__(self, coder, bits):
        self.coder = coder
        self.bits = bits
        self.lengths = [evens(32) for _ in range(33)]
        self.tops = [[evens(16) for _ in range(4)] for _ in range(5)]
        self.restart()

    def restart(self):
        self.length = self.top = 0
        return self

    def next(self):
        length = 1 + tree(self.coder, self.lengths[self.length], 5)
        change = min(2, max(-2, length - self.length)) + 2
        node = y = 1
        left = length - 1
        for i in range(min(self.bits, left)):
            left -= 1
            bit = adaptive(self.coder, self.tops[change][self.top if i < 2 else 0][node])
            node = 2 * node + bit
            y = 2 * y + bit
        y = y << left | self.coder.raw(left)
        self.length = length
        self.top = 0 if length < 3 else y >> length - 3 & 3
        return y - 1


class Float:
    def __init__(self, coder, exponent, fraction):
        self.coder = coder
        self.exponent = exponent
        self.fraction = fraction
        self.sign = even(1)
        self.round = even(1)
        self.same = evens(2)
        self.exponents = evens(1 << exponent)

    def single(self):
        sign = adaptive(self.coder, self.sign)
        exponent = tree(self.coder, self.exponents, self.exponent)
        fraction = 0
        if not adaptive(self.coder, self.round):
            fraction = self.coder.raw(self.fraction)
            require(fraction != 0, "a round number spelt out")
        return sign << self.exponent + self.fraction | exponent << self.fraction | fraction

    def all(self, count):
        values = []
        was = 0
        for index in range(count):
            if index:
                was = adaptive(self.coder, self.same[was])
            if was:
                values.append(values[-1])
            else:
                values.append(self.single())
                require(not index or values[-1] != values[-2], "the same number spelt out")
        return values


def widen(half):
    """The binary32 bits of binary16 bits."""
    return bits_of(struct.unpack("<e", struct.pack("<H", half))[0])


class Numbers:
    def __init__(self, data):
        self.coder = Range(data)
        self.float32 = Float(self.coder, 8, 23)
        self.float16 = Float(self.coder, 5, 10)
        self.integers = Whole(self.coder, 4)
        self.small = Whole(self.coder, 2)
        self.steps = [Whole(self.coder, 4), Whole(self.coder, 4), Whole(self.coder, 2)]
        self.kinds = evens(4)
        self.negative = even(1)

    def integer(self):
        return self.integers.restart().next()

    def floats(self, count):
        return [finite(bits) for bits in self.float32.all(count)]

    def format(self):
        kind = tree(self.coder, self.kinds, 2)
        require(kind < 3, "format")
        return kind, finite(self.float32.single()) if kind == 2 else None

    def int8(self):
        magnitude = self.small.restart().next()
        require(magnitude <= 127, "outside the grid")
        return -magnitude if magnitude and adaptive(self.coder, self.negative) else magnitude

    def on_grid(self, integer, scale):
        return bits_of(integer * float_of(scale))

    def tensor(self, shape):
        kind, scale = self.format()
        count = product(shape)
        if kind == 0:
            return self.floats(count)
        if kind == 1:
            return [finite(widen(half)) for half in self.float16.all(count)]
        return [self.on_grid(self.int8(), scale) for _ in range(count)]

    def codebook(self):
        kind, scale = self.format()
        count = self.integer()
        require(count <= 255, "codebook")
        step = self.steps[kind].restart()
        places = []
        for index in range(count):
            places.append(places[-1] + 1 + step.next() if index else self.first_place(kind))
        return [self.at_place(kind, scale, place) for place in places]

    def first_place(self, kind):
        if kind == 2:
            integer = self.int8()
            require(integer != 0, "a centroid of 0")
            return integer - 1 if integer > 0 else integer
        bits, size = (self.float32.single(), 31) if kind == 0 else (self.float16.single(), 15)
        return bits if bits < 1 << size else -1 - (bits - (1 << size))

    def at_place(self, kind, scale, place):
        if kind == 2:
            require(-127 <= place <= 126, "outside the grid")
            return self.on_grid(place + 1 if place >= 0 else place, scale)
        size = 31 if kind == 0 else 15
        bits = place if place >= 0 else (-1 - place) + (1 << size)
        require(bits != 0, "a centroid of +0")
        return finite(bits if kind == 0 else widen(bits))

    def finish(self):
        self.coder.finish()


# ---------------------------------------------------------------- 4: codes

def decode_codes(payload, shape, codebook, huffman):
    count = product(shape)
    if not codebook:
        require(not payload, "codes without a codebook")
        return [0] * count
    rows = shape[0]
    columns = count // rows
    if huffman:
        return Huffman(payload).codes(rows, columns, len(codebook))
    kh = shape[2] if len(shape) == 4 else 1
    kw = shape[-1] if len(shape) > 2 else 1
    return RangeCodes(payload, codebook, rows, columns, kh, kw).codes()


# ---------------------------------------------------------------- 5: range-coded codes

def nz(v):
    return 1 if v else 0


def t(v):
    return 1 if v == 0 else 0 if v < 0 else 2


def bitlen(v):
    return abs(v).bit_length()


def sb(v):
    size = min(8, bitlen(v))
    return 8 + (size if v > 0 else -size)


def class_of(n):
    if n < 4:
        return n
    n = min(n, 192)
    b = bitlen(n)
    return 2 * b - 2 + (n >> b - 2 & 1)


class Magnitudes:
    """The tree of one sign; centroids are given with the one nearest zero first, as bits."""

    def __init__(self, coder, centroids, widths, largest):
        self.coder = coder
        self.count = len(centroids)
        self.depth = bitlen(self.count - 1) if centroids else 0
        self.states = evens(1 << self.depth, 4)
        if widths:
            self.start(centroids, largest)

    def start(self, centroids, largest):
        fixed = []
        for bits in centroids:
            exponent = bits >> 23 & 255
            mantissa = bits & 0x7FFFFF | (0x800000 if exponent else 0)
            fixed.append(mantissa >> min(31, largest - max(1, exponent)))
        leaves = 1 << self.depth
        masses = [0] * (2 * leaves)
        for i in range(self.count):
            if self.count == 1:
                mass = 1
            elif i == 0:
                mass = 1 + 2 * (fixed[1] - fixed[0])
            elif i == self.count - 1:
                mass = 1 + 2 * (fixed[i] - fixed[i - 1])
            else:
                mass = 1 + fixed[i + 1] - fixed[i - 1]
            masses[leaves + i] = mass
        for node in range(leaves - 1, 0, -1):
            masses[node] = masses[2 * node] + masses[2 * node + 1]
            up = self.depth - bitlen(node)
            if masses[node] > 0 and up < 4:
                p = (masses[2 * node + 1] << 22) // masses[node]
                self.states[node] = [min((1 << 22) - (1 << 16), max(1 << 16, p)),
                                     (80, 80, 40, 20)[up]]

    def next(self):
        node = 1
        for i in range(self.depth - 1, -1, -1):
            first = 2 * node + 1 - (1 << self.depth - i) << i
            bit = 0
            if first <= self.count - 1:
                bit = adaptive(self.coder, self.states[node], 1023)
            node = 2 * node + bit
        return node - (1 << self.depth) + 1


class RangeCodes:
    def __init__(self, payload, codebook, rows, columns, kh, kw):
        self.coder = coder = Range(payload)
        self.rows, self.columns, self.kh, self.kw = rows, columns, kh, kw
        self.mixes = coder.raw(1)
        self.limit = 1023 if coder.raw(1) else 255
        widths = coder.raw(1)
        self.occupied = kh * kw == 1 and coder.raw(1)
        self.density = SQUASH[16 * coder.raw(8)] << 6
        self.negatives = sum(bits >> 31 for bits in codebook)
        self.size = len(codebook)
        largest = max(max(1, bits >> 23 & 255) for bits in codebook)
        below = codebook[:self.negatives][::-1]
        above = codebook[self.negatives:]
        self.magnitudes = [Magnitudes(coder, above, widths, largest),
                           Magnitudes(coder, below, widths, largest)]
        self.flag_states = [{}, {}, {}]
        self.sign_states = [{}, {}, {}]
        self.flag_weights = {}
        self.sign_weights = {}

    def mask(self, count):
        states = evens(4)
        bits = [0, 0]
        for _ in range(count):
            bits.append(adaptive(self.coder, states[2 * bits[-2] + bits[-1]]))
        return bits[2:]

    def codes(self):
        all_rows, all_columns = self.rows, self.columns
        rows, columns = range(all_rows), range(all_columns)
        if self.occupied:
            rows = [index for index, bit in enumerate(self.mask(all_rows)) if bit]
            columns = [index for index, bit in enumerate(self.mask(all_columns)) if bit]
            self.rows, self.columns = len(rows), len(columns)
            require(0 < self.rows * self.columns < all_rows * all_columns, "masks")
        signed = self.small() if self.kh * self.kw == 1 else self.kernels()
        if self.occupied:
            require(all(any(row) for row in signed), "an empty row")
            require(all(any(column) for column in zip(*signed)), "an empty column")
        self.coder.finish()
        codes = [0] * (all_rows * all_columns)
        for row, values in zip(rows, signed):
            for column, v in zip(columns, values):
                if v:
                    codes[row * all_columns + column] = (
                        v + self.negatives + 1 if v < 0 else v + self.negatives)
        return codes

    def choose(self, contexts, known, fresh, weights, which):
        states = []
        for context, table in zip(contexts, known):
            if context not in table:
                table[context] = list(fresh)
            states.append(table[context])
        if not self.mixes:
            return adaptive(self.coder, states[0], self.limit)
        return mixed(self.coder, states, weights.setdefault(which, [21845] * 3), self.limit)

    def weight(self, flag, sign, which):
        """A signed magnitude; the sign's contexts are worked out only where they are wanted."""
        if not self.choose(flag, self.flag_states, (self.density, 2), self.flag_weights, which):
            return 0
        negative = self.negatives == self.size
        if 0 < self.negatives < self.size:
            negative = self.choose(
                sign(), self.sign_states, (1 << 21, 1), self.sign_weights, which)
        magnitude = self.magnitudes[1 if negative else 0].next()
        return -magnitude if negative else magnitude

    def small(self):
        above = above2 = [0] * self.columns
        result = []
        for _ in range(self.rows):
            row = []
            kept = 0
            for c in range(self.columns):
                left = row[c - 1] if c > 0 else 0
                left2 = row[c - 2] if c > 1 else 0
                up, up2 = above[c], above2[c]
                upleft = above[c - 1] if c > 0 else 0
                flag = (8 * nz(left) + 4 * nz(left2) + 2 * nz(up) + nz(up2), min(c, 65535),
                        16 * class_of(kept) + class_of(c))
                v = self.weight(flag, lambda: (
                    16 * t(up) + bitlen(up), min(c, 65535),
                    27 * t(up2) + 9 * t(left) + 3 * t(up) + t(upleft)), 0)
                row.append(v)
                kept += nz(v)
            above2, above = above, row
            result.append(row)
        return result

    def kernels(self):
        kh, kw = self.kh, self.kw
        size = kh * kw
        previous = [0] * self.columns
        counts = [0] * self.columns
        result = []
        for r in range(self.rows):
            row = []
            for c in range(self.columns):
                q = c % size
                if q == 0:
                    m = s = 0
                y, x = divmod(q, kw)
                left = row[c - 1] if x > 0 else 0
                up = row[c - kw] if y > 0 else 0
                upleft = row[c - kw - 1] if y > 0 and x > 0 else 0
                upright = row[c - kw + 1] if y > 0 and x < kw - 1 else 0
                before = previous[c]
                beside = row[c - size] if c >= size else 0
                n = counts[c]
                place = min(q, 63)
                inside = 16 * place + min(m, 15)
                g = 0 if r == 0 else 1 + (n * ((14 << 16) // r) >> 16)
                flag = (8 * inside + 4 * nz(up) + 2 * nz(left) + nz(before), 16 * inside + g,
                        32 * class_of(n) + 2 * class_of(r) + nz(before))
                v = self.weight(flag, lambda: (
                    81 * bitlen(left) + 9 * bitlen(up) + 3 * t(left) + t(up),
                    243 * t(left) + 81 * t(up) + 27 * t(upleft) + 9 * t(upright)
                    + 3 * t(beside) + t(before),
                    289 * place + 17 * sb(left + up) + sb(s - left - up)), place)
                row.append(v)
                m += nz(v)
                s += v
                counts[c] += nz(v)
            previous = row
            result.append(row)
        return result


# ---------------------------------------------------------------- 6: Huffman-coded codes

class Bits:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def bits(self, count):
        number = 0
        for i in range(count):
            require(self.at < 8 * len(self.data), "bits end")
            number |= (self.data[self.at >> 3] >> (self.at & 7) & 1) << i
            self.at += 1
        return number

    def golomb(self, k):
        zeros = 0
        while not self.bits(1):
            zeros += 1
        require(zeros + k <= 30, "golomb")
        return ((1 << zeros) - 1 << k) + self.bits(zeros + k)

    def fill(self):
        require(self.bits(-self.at % 8) == 0, "filling bits")


class Table:
    def __init__(self, source, alphabet):
        self.single = source.bits(1)
        self.last = source.bits(bitlen(alphabet - 1))
        require(self.last < alphabet, "last symbol")
        self.codes = {}
        if not self.single:
            self.read(source)

    def read(self, source):
        lengths = {}
        length = min(12, max(1, bitlen(self.last)))
        symbol = 0
        must = False
        while symbol <= self.last:
            if not source.bits(1):
                change = 0
            elif not source.bits(1):
                change = -1 if source.bits(1) else 1
            elif not source.bits(1):
                change = -2 if source.bits(1) else 2
            elif not source.bits(1):
                require(not must, "unused symbols in two parts")
                symbol += 1 + source.golomb(0)
                must = True
                require(symbol <= self.last, "the last symbol is not used")
                continue
            else:
                new = source.bits(4)
                require(abs(new - length) >= 3, "a length spelt out")
                change = new - length
            length += change
            require(1 <= length <= 12, "code length")
            lengths[symbol] = length
            symbol += 1
            must = False
        require(sum(1 << 12 - size for size in lengths.values()) == 4096, "code lengths")
        code = 0
        for size in range(1, 13):
            for symbol in sorted(lengths):
                if lengths[symbol] == size:
                    self.codes[size, code] = symbol
                    code += 1
            code <<= 1

    def next(self, source):
        if self.single:
            return self.last
        code = size = 0
        while True:
            code = code << 1 | source.bits(1)
            size += 1
            if (size, code) in self.codes:
                return self.codes[size, code]


class Huffman:
    def __init__(self, payload):
        self.payload = payload
        self.header = Bits(payload)
        self.pending = []

    def codes(self, rows, columns, size):
        header = self.header
        coding = header.bits(2)
        require(coding < 3, "coding")
        if coding == 0:
            dense = self.block(rows * columns, Table(header, size + 1), None)
            self.streams()
            return dense.values
        transposed, occupied = header.bits(1), header.bits(1)
        row_mask, column_mask = [1] * rows, [1] * columns
        if occupied:
            row_mask, column_mask = self.mask(rows), self.mask(columns)
            require(any(row_mask) and any(column_mask), "an empty mask")
            require(not all(row_mask + column_mask), "full masks")
        cells = [(r, c) for r in range(rows) if row_mask[r]
                 for c in range(columns) if column_mask[c]]
        if transposed:
            cells.sort(key=lambda cell: (cell[1], cell[0]))
        kept = header.bits(bitlen(len(cells)))
        require(kept <= len(cells), "weights")
        result = [0] * (rows * columns)
        if kept == 0:
            self.streams()
            require(not occupied, "an empty row")
            return result
        resolution = header.bits(3) if coding == 2 else None
        position_table = Table(header, 256)
        code_table = Table(header, size)
        if coding == 1:
            positions = self.block((len(cells) + 7) // 8, position_table, None)
        else:
            require(max(0, (position_table.last >> resolution) - 1) + resolution <= 30, "gaps")
            positions = self.block(kept, position_table, resolution)
        codes = self.block(kept, code_table, None)
        self.streams()
        if coding == 1:
            bits = [symbol >> j & 1 for symbol in positions.values for j in range(8)]
            require(not any(bits[len(cells):]) and sum(bits) == kept, "bitmap")
            places = [index for index, bit in enumerate(bits) if bit]
        else:
            places = []
            at = -1
            for gap in positions.values:
                at += 1 + gap
                require(at < len(cells), "a gap too long")
                places.append(at)
        for place, code in zip(places, codes.values):
            r, c = cells[place]
            result[r * columns + c] = code + 1
        if occupied:
            for r in range(rows):
                require(not row_mask[r] or any(result[r * columns:(r + 1) * columns]), "row")
            for c in range(columns):
                require(not column_mask[c] or any(result[c::columns]), "column")
        return result

    def mask(self, count):
        order = self.header.bits(4)
        bit = self.header.bits(1)
        bits = []
        while len(bits) < count:
            bits += [bit] * (self.header.golomb(order) + 1)
            bit ^= 1
        require(len(bits) == count, "mask")
        return bits

    def block(self, count, table, resolution):
        block = Block(count, table, resolution)
        if count < 1024:
            block.inline(self.header)
        else:
            width = self.header.bits(5)
            number = 4 if resolution is None else 5
            block.lengths = [self.header.bits(width) for _ in range(number)]
            require(bitlen(max(block.lengths)) == width, "width of lengths")
            self.pending.append(block)
        return block

    def streams(self):
        self.header.fill()
        at = self.header.at // 8
        for block in self.pending:
            parts = []
            for length in block.lengths:
                parts.append(Bits(self.payload[at:at + length]))
                at += length
            block.streamed(parts)
        require(at == len(self.payload), "the payload's end")


class Block:
    def __init__(self, count, table, resolution):
        self.count, self.table, self.resolution = count, table, resolution
        self.values = []
        self.lengths = []

    def value(self, symbol, source):
        if self.resolution is None:
            return symbol
        g = self.resolution
        extra = max(0, (symbol >> g) - 1)
        return (symbol - (extra << g) << extra) + source.bits(extra)

    def inline(self, source):
        for _ in range(self.count):
            self.values.append(self.value(self.table.next(source), source))

    def streamed(self, parts):
        each = (self.count + 3) // 4
        for index in range(4):
            for _ in range(each if index < 3 else self.count - 3 * each):
                symbol = self.table.next(parts[index])
                self.values.append(self.value(symbol, parts[-1]))
        for part in parts:
            part.fill()
            require(part.at == 8 * len(part.data), "a stream's end")


# ---------------------------------------------------------------- everything

def show(numbers):
    return "[" + ",".join(str(number) for number in numbers) + "]"


def times(shape):
    return "x".join(str(size) for size in shape)


def bits_of(value):
    return struct.unpack("<I", struct.pack("<f", value))[0]


def float_of(bits):
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def multiply(a, b):
    """The product of two binary32 numbers, given and returned as bits; exact in a double."""
    return bits_of(float_of(a) * float_of(b))


def preprocessing(numbers, flag, shape):
    if not flag:
        return []
    count = numbers.integer()
    require(count in (1, shape[0], product(shape)), "count of preprocessing")
    return numbers.floats(count)


def activations(numbers, values):
    lines = []
    latest = None
    if numbers.integer() == 0:
        return lines
    for _ in range(values):
        tag = numbers.integer()
        require(tag <= 5, "tag")
        if tag == 0:
            lines.append("activation none")
            continue
        if tag >= 2:
            (scale,) = numbers.floats(1)
            signed = tag in (3, 5)
            zero = numbers.integer() - (128 if signed else 0) if tag >= 4 else 0
            latest = "activation %s %s %d" % ("int8" if signed else "uint8", show([scale]), zero)
        lines.append(latest)
    return lines


def weights(shape, kind, codebook, scales, codes):
    """Bits of every weight."""
    values = [0] + codebook
    plane = product(shape) // shape[0]
    if kind <= 2:
        return [values[code] for code in codes]
    return [multiply(values[code], scales[index // plane]) for index, code in enumerate(codes)]


def decode(data):
    """Gives the lines that describe a file."""
    parts = sections(data)
    reader = Bytes(parts[0][1])
    heads, shapes, nodes, outputs, names = topology(reader)
    numbers = Numbers(reader.take(reader.varint()))
    inputs = []
    for head, shape in zip(heads, shapes):
        mean = preprocessing(numbers, head & 16, shape)
        scale = preprocessing(numbers, head & 32, shape)
        inputs.append((shape, head >> 2 & 3, mean, scale))
    ranges = activations(numbers, len(shapes))
    tensors = []
    for index, (_, _, _, parameters) in enumerate(nodes):
        for role, shape in parameters:
            kind = numbers.integer()
            require(kind <= 4, "kind")
            tensor = [len(heads) + index, role, shape, kind]
            if kind == 0:
                tensors.append(tensor + [numbers.tensor(shape), None])
            else:
                book = numbers.codebook()
                tensors.append(tensor + [book, numbers.floats(shape[0]) if kind > 2 else []])
    numbers.finish()
    more = iter([payload for kind, payload in parts if kind == 2])
    shared = [tensor for tensor in tensors if tensor[3] != 0]
    for tensor in shared:
        if reader.at >= 4096:
            require(reader.left() == 0, "a full section goes on")
            reader = Bytes(next(more))
        payload = reader.take(reader.left() if tensor is shared[-1] else reader.varint())
        _, _, shape, kind, book, scales = tensor
        codes = decode_codes(payload, shape, book, kind in (1, 3))
        tensor[4] = weights(shape, kind, book, scales, codes)
    require(reader.left() == 0 and next(more, None) is None, "bytes after the codes")
    labels, provenance = [], []
    for kind, payload in parts:
        if kind == 0x41:
            names, labels, provenance = text(Bytes(payload), names)
    lines = ["input %s %s %d %s %s" % (names[index], times(shape), order, show(mean), show(scale))
             for index, (shape, order, mean, scale) in enumerate(inputs)]
    for index, (kind, fields, read, _) in enumerate(nodes):
        value = len(heads) + index
        lines.append("node %s %s %s %s %s" % (
            names[value], kind, show(fields), show(read), times(shapes[value])))
    lines.append("outputs " + show(outputs))
    lines += ranges
    for value, role, shape, _, bits, _ in tensors:
        digest = hashlib.sha256(struct.pack("<%dI" % len(bits), *bits)).hexdigest()
        lines.append("tensor %s.%s %s %s" % (names[value], role, times(shape), digest))
    lines += ["label " + label for label in labels]
    lines += ["provenance %s %s" % entry for entry in provenance]
    return lines


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            print("file " + name.replace("\\", "/").split("/")[-1])
            for line in decode(file.read()):
                print(line)
