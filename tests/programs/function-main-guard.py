import numpy as np
import tensorflow as tf

BATCH = 3
STEPS = 6
FEATURES = 2


def create() -> tf.keras.Model:
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Input(shape=(STEPS, FEATURES)),
            tf.keras.layers.SimpleRNN(7, return_sequences=True),
            tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(4)),
        ]
    )
    return model


def main() -> None:
    model = create()
    model.summary()
    result = model(np.random.rand(BATCH, STEPS, FEATURES).astype("float32"))
    assert result.shape == (BATCH, STEPS, 4)
    print("Output shape:", result.shape)


if __name__ == "__main__":
    main()
