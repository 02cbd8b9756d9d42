// Tests of the text of arrays against what NumPy 2.4 printed of them.
#include "python/array_text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using unroll::Tensor;
using unroll::python::array_repr;
using unroll::python::array_text;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

template <typename T>
Tensor tensor(std::vector<std::int64_t> sizes, const std::vector<T>& values) {
  return Tensor::of<T>(std::move(sizes), values);
}

/// 0, step, 2 * step, ...
template <typename T>
std::vector<T> counted(std::size_t count, T step) {
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(static_cast<T>(i) * step);
  return values;
}

struct Printed {
  std::string name;
  Tensor array;
  std::string text;
  std::string repr;
};

std::vector<Printed> recorded() {
  std::vector<Printed> cases;
  const auto add = [&](std::string name, Tensor array, std::string text, std::string repr) {
    cases.push_back({std::move(name), std::move(array), std::move(text), std::move(repr)});
  };
  add("whole numbers", tensor({3}, std::vector<float>{1.0F, 2.0F, 3.0F}), R"([1. 2. 3.])",
      R"(array([1., 2., 3.], dtype=float32))");
  add("different lengths", tensor({3}, std::vector<float>{1.5F, -22.25F, 0.125F}),
      R"([  1.5   -22.25    0.125])", R"(array([  1.5  , -22.25 ,   0.125], dtype=float32))");
  add("minimal digits", tensor({3}, std::vector<float>{0.1F, 0.12345679F, 0.33333334F}),
      R"([0.1        0.12345679 0.33333334])",
      R"(array([0.1       , 0.12345679, 0.33333334], dtype=float32))");
  add("cut at eight digits", tensor({2}, std::vector<float>{0.001234567F, 0.9F}),
      R"([0.00123457 0.9       ])", R"(array([0.00123457, 0.9       ], dtype=float32))");
  add("a wide span is scientific", tensor({3}, std::vector<float>{0.001F, 12.5F, 1500.0F}),
      R"([1.00e-03 1.25e+01 1.50e+03])", R"(array([1.00e-03, 1.25e+01, 1.50e+03], dtype=float32))");
  add("small numbers are scientific", tensor({2}, std::vector<float>{1.5e-05F, -2.25e-06F}),
      R"([ 1.50e-05 -2.25e-06])", R"(array([ 1.50e-05, -2.25e-06], dtype=float32))");
  add("large numbers are scientific", tensor({2}, std::vector<float>{1000000.0F, 2500000.0F}),
      R"([1.0e+06 2.5e+06])", R"(array([1.0e+06, 2.5e+06], dtype=float32))");
  add("large numbers below a million", tensor({2}, std::vector<float>{999999.0F, 16777.0F}),
      R"([999999.  16777.])", R"(array([999999.,  16777.], dtype=float32))");
  add("exponents of one width", tensor({3}, std::vector<float>{1.0e-30F, 100000.0F, 1.25F}),
      R"([1.00e-30 1.00e+05 1.25e+00])", R"(array([1.00e-30, 1.00e+05, 1.25e+00], dtype=float32))");
  add("infinity and nan", tensor({4}, std::vector<float>{infinity, -infinity, nan, 1.0F}),
      R"([ inf -inf  nan   1.])", R"(array([ inf, -inf,  nan,   1.], dtype=float32))");
  add("nan alone", tensor({1}, std::vector<float>{nan}), R"([nan])",
      R"(array([nan], dtype=float32))");
  add("zeros", tensor({2, 3}, std::vector<float>{0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F}),
      R"([[0. 0. 0.]
 [0. 0. 0.]])",
      R"(array([[0., 0., 0.],
       [0., 0., 0.]], dtype=float32))");
  add("negative zero", tensor({2}, std::vector<float>{-0.0F, 1.0F}), R"([-0.  1.])",
      R"(array([-0.,  1.], dtype=float32))");
  add("a matrix", tensor({2, 2}, std::vector<float>{1.0F, 2.5F, -3.0F, 4.0F}),
      R"([[ 1.   2.5]
 [-3.   4. ]])",
      R"(array([[ 1. ,  2.5],
       [-3. ,  4. ]], dtype=float32))");
  add("three axes",
      tensor({2, 2, 3}, std::vector<float>{0.0F, 0.25F, 0.5F, 0.75F, 1.0F, 1.25F, 1.5F, 1.75F, 2.0F,
                                           2.25F, 2.5F, 2.75F}),
      R"([[[0.   0.25 0.5 ]
  [0.75 1.   1.25]]

 [[1.5  1.75 2.  ]
  [2.25 2.5  2.75]]])",
      R"(array([[[0.  , 0.25, 0.5 ],
        [0.75, 1.  , 1.25]],

       [[1.5 , 1.75, 2.  ],
        [2.25, 2.5 , 2.75]]], dtype=float32))");
  add("four axes",
      tensor({2, 2, 1, 2}, std::vector<float>{0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F, 7.0F}),
      R"([[[[0. 1.]]

  [[2. 3.]]]


 [[[4. 5.]]

  [[6. 7.]]]])",
      R"(array([[[[0., 1.]],

        [[2., 3.]]],


       [[[4., 5.]],

        [[6., 7.]]]], dtype=float32))");
  add("a long line",
      tensor({20}, std::vector<float>{0.0F,   0.125F, 0.25F,  0.375F, 0.5F,   0.625F, 0.75F,
                                      0.875F, 1.0F,   1.125F, 1.25F,  1.375F, 1.5F,   1.625F,
                                      1.75F,  1.875F, 2.0F,   2.125F, 2.25F,  2.375F}),
      R"([0.    0.125 0.25  0.375 0.5   0.625 0.75  0.875 1.    1.125 1.25  1.375
 1.5   1.625 1.75  1.875 2.    2.125 2.25  2.375])",
      R"(array([0.   , 0.125, 0.25 , 0.375, 0.5  , 0.625, 0.75 , 0.875, 1.   ,
       1.125, 1.25 , 1.375, 1.5  , 1.625, 1.75 , 1.875, 2.   , 2.125,
       2.25 , 2.375], dtype=float32))");
  add("a long line of rows",
      tensor({2, 20},
             std::vector<float>{0.0F, 0.0625F, 0.125F, 0.1875F, 0.25F, 0.3125F, 0.375F, 0.4375F,
                                0.5F, 0.5625F, 0.625F, 0.6875F, 0.75F, 0.8125F, 0.875F, 0.9375F,
                                1.0F, 1.0625F, 1.125F, 1.1875F, 1.25F, 1.3125F, 1.375F, 1.4375F,
                                1.5F, 1.5625F, 1.625F, 1.6875F, 1.75F, 1.8125F, 1.875F, 1.9375F,
                                2.0F, 2.0625F, 2.125F, 2.1875F, 2.25F, 2.3125F, 2.375F, 2.4375F}),
      R"([[0.     0.0625 0.125  0.1875 0.25   0.3125 0.375  0.4375 0.5    0.5625
  0.625  0.6875 0.75   0.8125 0.875  0.9375 1.     1.0625 1.125  1.1875]
 [1.25   1.3125 1.375  1.4375 1.5    1.5625 1.625  1.6875 1.75   1.8125
  1.875  1.9375 2.     2.0625 2.125  2.1875 2.25   2.3125 2.375  2.4375]])",
      R"(array([[0.    , 0.0625, 0.125 , 0.1875, 0.25  , 0.3125, 0.375 , 0.4375,
        0.5   , 0.5625, 0.625 , 0.6875, 0.75  , 0.8125, 0.875 , 0.9375,
        1.    , 1.0625, 1.125 , 1.1875],
       [1.25  , 1.3125, 1.375 , 1.4375, 1.5   , 1.5625, 1.625 , 1.6875,
        1.75  , 1.8125, 1.875 , 1.9375, 2.    , 2.0625, 2.125 , 2.1875,
        2.25  , 2.3125, 2.375 , 2.4375]], dtype=float32))");
  add("integers", tensor({2, 2}, std::vector<std::int32_t>{1, -20, 300, 4}),
      R"([[  1 -20]
 [300   4]])",
      R"(array([[  1, -20],
       [300,   4]], dtype=int32))");
  add("a long line of integers",
      tensor({30},
             std::vector<std::int32_t>{0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                       15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29}),
      R"([ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
 24 25 26 27 28 29])",
      R"(array([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16,
       17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29], dtype=int32))");
  add("truth", tensor({2, 2}, std::vector<std::uint8_t>{1, 0, 0, 0}),
      R"([[ True False]
 [False False]])",
      R"(array([[ True, False],
       [False, False]]))");
  add("summarised line", tensor({1001}, counted<float>(1001, 1.0F)),
      R"([   0.    1.    2. ...  998.  999. 1000.])",
      R"(array([   0.,    1.,    2., ...,  998.,  999., 1000.],
      shape=(1001,), dtype=float32))");
  add("summarised matrix", tensor({30, 40}, counted<std::int32_t>(1200, 1)),
      R"([[   0    1    2 ...   37   38   39]
 [  40   41   42 ...   77   78   79]
 [  80   81   82 ...  117  118  119]
 ...
 [1080 1081 1082 ... 1117 1118 1119]
 [1120 1121 1122 ... 1157 1158 1159]
 [1160 1161 1162 ... 1197 1198 1199]])",
      R"(array([[   0,    1,    2, ...,   37,   38,   39],
       [  40,   41,   42, ...,   77,   78,   79],
       [  80,   81,   82, ...,  117,  118,  119],
       ...,
       [1080, 1081, 1082, ..., 1117, 1118, 1119],
       [1120, 1121, 1122, ..., 1157, 1158, 1159],
       [1160, 1161, 1162, ..., 1197, 1198, 1199]],
      shape=(30, 40), dtype=int32))");
  add("summarised axes", tensor({2, 7, 100}, counted<float>(1400, 0.125F)),
      R"([[[0.00000e+00 1.25000e-01 2.50000e-01 ... 1.21250e+01 1.22500e+01
   1.23750e+01]
  [1.25000e+01 1.26250e+01 1.27500e+01 ... 2.46250e+01 2.47500e+01
   2.48750e+01]
  [2.50000e+01 2.51250e+01 2.52500e+01 ... 3.71250e+01 3.72500e+01
   3.73750e+01]
  ...
  [5.00000e+01 5.01250e+01 5.02500e+01 ... 6.21250e+01 6.22500e+01
   6.23750e+01]
  [6.25000e+01 6.26250e+01 6.27500e+01 ... 7.46250e+01 7.47500e+01
   7.48750e+01]
  [7.50000e+01 7.51250e+01 7.52500e+01 ... 8.71250e+01 8.72500e+01
   8.73750e+01]]

 [[8.75000e+01 8.76250e+01 8.77500e+01 ... 9.96250e+01 9.97500e+01
   9.98750e+01]
  [1.00000e+02 1.00125e+02 1.00250e+02 ... 1.12125e+02 1.12250e+02
   1.12375e+02]
  [1.12500e+02 1.12625e+02 1.12750e+02 ... 1.24625e+02 1.24750e+02
   1.24875e+02]
  ...
  [1.37500e+02 1.37625e+02 1.37750e+02 ... 1.49625e+02 1.49750e+02
   1.49875e+02]
  [1.50000e+02 1.50125e+02 1.50250e+02 ... 1.62125e+02 1.62250e+02
   1.62375e+02]
  [1.62500e+02 1.62625e+02 1.62750e+02 ... 1.74625e+02 1.74750e+02
   1.74875e+02]]])",
      R"(array([[[0.00000e+00, 1.25000e-01, 2.50000e-01, ..., 1.21250e+01,
         1.22500e+01, 1.23750e+01],
        [1.25000e+01, 1.26250e+01, 1.27500e+01, ..., 2.46250e+01,
         2.47500e+01, 2.48750e+01],
        [2.50000e+01, 2.51250e+01, 2.52500e+01, ..., 3.71250e+01,
         3.72500e+01, 3.73750e+01],
        ...,
        [5.00000e+01, 5.01250e+01, 5.02500e+01, ..., 6.21250e+01,
         6.22500e+01, 6.23750e+01],
        [6.25000e+01, 6.26250e+01, 6.27500e+01, ..., 7.46250e+01,
         7.47500e+01, 7.48750e+01],
        [7.50000e+01, 7.51250e+01, 7.52500e+01, ..., 8.71250e+01,
         8.72500e+01, 8.73750e+01]],

       [[8.75000e+01, 8.76250e+01, 8.77500e+01, ..., 9.96250e+01,
         9.97500e+01, 9.98750e+01],
        [1.00000e+02, 1.00125e+02, 1.00250e+02, ..., 1.12125e+02,
         1.12250e+02, 1.12375e+02],
        [1.12500e+02, 1.12625e+02, 1.12750e+02, ..., 1.24625e+02,
         1.24750e+02, 1.24875e+02],
        ...,
        [1.37500e+02, 1.37625e+02, 1.37750e+02, ..., 1.49625e+02,
         1.49750e+02, 1.49875e+02],
        [1.50000e+02, 1.50125e+02, 1.50250e+02, ..., 1.62125e+02,
         1.62250e+02, 1.62375e+02],
        [1.62500e+02, 1.62625e+02, 1.62750e+02, ..., 1.74625e+02,
         1.74750e+02, 1.74875e+02]]], shape=(2, 7, 100), dtype=float32))");
  add("empty", tensor({0, 3}, std::vector<float>{}), R"([])",
      R"(array([], shape=(0, 3), dtype=float32))");
  add("empty line", tensor({0}, std::vector<float>{}), R"([])", R"(array([], dtype=float32))");
  add("scalar", tensor({}, std::vector<float>{1.5F}), R"(1.5)", R"(array(1.5, dtype=float32))");
  add("small scalar", tensor({}, std::vector<float>{1.25e-05F}), R"(1.25e-05)",
      R"(array(1.25e-05, dtype=float32))");
  add("scalar of all digits", tensor({}, std::vector<float>{0.33333334F}), R"(0.33333334)",
      R"(array(0.33333334, dtype=float32))");
  add("large scalar", tensor({}, std::vector<float>{123456790.0F}), R"(1.2345679e+08)",
      R"(array(1.2345679e+08, dtype=float32))");
  add("whole scalar", tensor({}, std::vector<std::int32_t>{-7}), R"(-7)",
      R"(array(-7, dtype=int32))");
  add("scalar truth", tensor({}, std::vector<std::uint8_t>{1}), R"(True)", R"(array(True))");
  return cases;
}

}  // namespace

TEST_CASE("arrays read as NumPy prints them") {
  for (const Printed& expected : recorded()) {
    CAPTURE(expected.name);
    CHECK(array_text(expected.array.view(), " ") == expected.text);
    CHECK(array_repr(expected.array.view()) == expected.repr);
  }
}

TEST_CASE("a thousand elements are all shown, one more is summarised") {
  CHECK(array_text(tensor({1000}, counted<std::int32_t>(1000, 1)).view(), " ").find("...") ==
        std::string::npos);
  CHECK(array_text(tensor({1001}, counted<std::int32_t>(1001, 1)).view(), " ") ==
        "[   0    1    2 ...  998  999 1000]");
}

TEST_CASE("the separator is the caller's") {
  CHECK(array_text(tensor({2}, std::vector<std::int32_t>{1, 22}).view(), ", ") == "[ 1, 22]");
}
