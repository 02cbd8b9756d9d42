# The module math.
import math
from math import pi, sqrt as root, floor
#: math.ceil, math.floor, math.inf, math.nan, math.pi, math.tau, math.trunc
print(math.floor(2.7), math.ceil(2.1), math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.7), floor(5), root(16), round(pi, 5), math.e, math.tau, math.inf, -math.inf, math.nan)
#: math.cos, math.e, math.exp, math.log, math.log10, math.log1p, math.log2, math.pow, math.sin, math.sqrt, math.tan
print(math.log(math.e), math.log(8, 2), math.log2(8), math.log10(1000), math.log1p(0), math.exp(0), math.exp(1), math.sin(0), math.cos(0), round(math.tan(1), 10), math.sqrt(2), math.pow(2, 3))
#: math.copysign, math.degrees, math.fabs, math.factorial, math.fmod, math.gcd, math.hypot, math.isqrt, math.lcm, math.prod, math.radians
print(math.gcd(12, 18), math.lcm(4, 6), math.factorial(10), math.prod([1, 2, 3, 4]), math.isqrt(17), math.hypot(3, 4), math.fabs(-2), math.fmod(7, 3), math.copysign(1, -0.0), math.degrees(math.pi), math.radians(180))
#: math.atan2, math.erf, math.gamma, math.isclose, math.isfinite, math.isinf, math.isnan, math.tanh
print(math.isnan(math.nan), math.isinf(math.inf), math.isfinite(1.0), math.isclose(0.1 + 0.2, 0.3), math.atan2(1, 1), round(math.tanh(1), 12), round(math.erf(0.5), 12), math.gamma(5))
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.exp(1000), lambda: math.floor("a"), lambda: math.sqrt("a"), lambda: math.nothing, lambda: math.floor(math.inf)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
#: math.acos, math.acosh, math.asin, math.asinh, math.atan, math.atanh, math.cbrt, math.cosh, math.erfc, math.exp2, math.expm1, math.lgamma, math.sinh
print([round(f(0.5), 12) for f in (math.acos, math.asin, math.asinh, math.atan, math.atanh, math.cbrt if hasattr(math, "cbrt") else math.sqrt, math.cosh, math.erfc, math.expm1, math.lgamma, math.sinh)][:5], round(math.acosh(2), 12), math.exp2(3), round(math.cbrt(27), 12), round(math.cosh(1), 12), round(math.erfc(0.5), 12), round(math.expm1(1e-5), 16), round(math.lgamma(5), 12), round(math.sinh(1), 12))
#: math.comb, math.dist, math.frexp, math.fsum, math.ldexp, math.modf, math.perm, math.remainder
print(math.comb(5, 2), math.comb(3, 5), math.perm(5, 2), math.perm(4), math.dist([0, 0], [3, 4]), math.fsum([0.1] * 10), math.frexp(8), math.ldexp(0.5, 4), math.modf(2.5), math.modf(-2.5), math.remainder(5, 3), math.hypot(3, 4), math.hypot(2, 3, 6), math.gcd(12, -18), math.lcm(4, 6), math.lcm(0, 3), math.gcd())
