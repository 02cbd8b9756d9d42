# The module math.
import math
from math import pi, sqrt as root, floor
print(math.floor(2.7), math.ceil(2.1), math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.7), floor(5), root(16), round(pi, 5), math.e, math.tau, math.inf, -math.inf, math.nan)
print(math.log(math.e), math.log(8, 2), math.log2(8), math.log10(1000), math.log1p(0), math.exp(0), math.exp(1), math.sin(0), math.cos(0), round(math.tan(1), 10), math.sqrt(2), math.pow(2, 3))
print(math.gcd(12, 18), math.lcm(4, 6), math.factorial(10), math.prod([1, 2, 3, 4]), math.isqrt(17), math.hypot(3, 4), math.fabs(-2), math.fmod(7, 3), math.copysign(1, -0.0), math.degrees(math.pi), math.radians(180))
print(math.isnan(math.nan), math.isinf(math.inf), math.isfinite(1.0), math.isclose(0.1 + 0.2, 0.3), math.atan2(1, 1), round(math.tanh(1), 12), round(math.erf(0.5), 12), math.gamma(5))
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.exp(1000), lambda: math.floor("a"), lambda: math.sqrt("a"), lambda: math.nothing, lambda: math.floor(math.inf)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
