from __future__ import annotations

import os
import random
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.filterwarnings("ignore")

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras.layers import Dense, Input, SimpleRNN, TimeDistributed

SEED: int = 42
random.seed(SEED)
np.random.seed(SEED)
tf.random.set_seed(SEED)
keras.utils.set_random_seed(SEED)
keras.backend.clear_session()


def make_model(shape: tuple[int, int], units: int = 32, *, classes: int = 16) -> keras.Model:
    inputs: keras.KerasTensor = Input(shape=shape)
    x = SimpleRNN(units, return_sequences=True)(inputs)
    return keras.Model(inputs, TimeDistributed(Dense(classes))(x), name="per_step")


try:
    model = make_model((10, 20))
except ValueError as error:
    print("refused:", error)
else:
    model.summary()
finally:
    print("done")
print(f"Output shape: {model(np.random.rand(2, 10, 20)).shape}")
