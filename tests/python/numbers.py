# Integers, floats, arithmetic and how they are written.
print(7 + 3, 7 - 3, 7 * 3, 7 / 2, 7 // 2, 7 % 3, 7 ** 3)
print(-7 // 2, -7 % 3, 7 // -2, 7 % -3, -7 // -2, -7 % -3)
print(-7.5 // 2, -7.5 % 2, 7.5 // -2, 7.5 % -2, 0.0 // 3, 5.5 % 5.5)
print(2 ** -1, 2 ** 0.5, (-2) ** 3, -2 ** 2, 0 ** 0, (-1) ** 1000, 1 ** 100000000)
print(1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 0.1, 0.1 + 0.2, 1 / 3, 100.0, -0.0)
print(1.5e300 * 1e10, 1e308 * 10, -1e308 * 10, 5e-324, 2.5, 3.0, 1e22, 1e23)
#: float literal
print(0x1f, 0o17, 0b101, 1_000_000, 1_0.5)
print(True + True, True * 3, False - 1, True / 2, +True, -True, ~True, True & False, True | False, True ^ True)
#: ~
print(6 & 3, 6 | 3, 6 ^ 3, ~6, 1 << 10, 1024 >> 3, -5 >> 1, -1 << 4)
print(int(3.9), int(-3.9), int("42"), int(" -7 "), int("ff", 16), int("0x1f", 16), int("101", 2), int(True), int())
print(float(3), float("2.5"), float("1e3"), float("  -4  "), float("inf"), float("-inf"), float())
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(1234, -2), round(7), round(0.5), round(1.5))
print(abs(-3), abs(-2.5), abs(True), divmod(7, 3), divmod(-7, 3), divmod(7.5, 2), pow(2, 10), pow(2, 10, 1000), pow(2, -1))
print(bin(10), bin(-10), oct(64), hex(255), hex(-255))
print(1 == 1.0, 1 == True, 0.1 + 0.2 == 0.3, 10 ** 2 == 100, 3 != 3.0, 2 < 2.5, -1 < False)
print(int(1e10), int(2 ** 40), 2 ** 62, -2 ** 62 - 2 ** 62, 9223372036854775807)
#: float.bit_length, float.is_integer, int.bit_length, int.is_integer
print((5).bit_length(), (0.5).is_integer(), (2.0).is_integer(), 10 .bit_length())
print(5 // 2 * 2 + 5 % 2, 2 + 3 * 4 ** 2 / 8 - 1, (2 + 3) * 4, 10 - 5 - 2, 2 ** 3 ** 2, -3 ** 2)
for a, b in [(1, 0), (1.0, 0), (1, 0.0), (0, 0)]:
    for op in ("/", "//", "%"):
        try:
            print(a / b if op == "/" else a // b if op == "//" else a % b)
        except ZeroDivisionError as e:
            print(type(e).__name__, e)
x = 10
x += 5; print(x)
#: -
x -= 3; print(x)
#: *
x *= 2; print(x)
#: //
x //= 5; print(x)
#: **
x **= 3; print(x)
#: %
x %= 7; print(x)
#: /
x /= 4; print(x)
y = 12
#: <<
y <<= 2; print(y)
#: >>
y >>= 1; print(y)
#: &
y &= 12; print(y)
#: |
y |= 3; print(y)
#: ^
y ^= 5; print(y)
print(str(1e100), repr(1.0), str(12), 1.0e-10, 12345.678e3, 9007199254740993, 9007199254740993.0)
print(float("nan"), float("nan") == float("nan"), float("inf") > 10 ** 15, -float("inf"))
print(0.1 * 3, 4.35 * 100, 1.1 + 2.2, 3.3 / 3, 1e3, 1.0e5, 1.7976931348623157e308, 2.2250738585072014e-308)
for bad in ("x", "", "1.5", "0x"):
    try:
        int(bad)
    except ValueError as e:
        print(e)
try:
    float("abc")
except ValueError as e:
    print(e)
try:
    "a" + 1
except TypeError as e:
    print(e)
try:
    1 + "a"
except TypeError as e:
    print(e)
try:
    -"a"
except TypeError as e:
    print(e)
try:
    None + 1
except TypeError as e:
    print(e)
try:
    [1] - [2]
except TypeError as e:
    print(e)
