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
