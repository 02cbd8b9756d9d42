import tensorflow.keras.layers as KL
import tensorflow.keras.models as KM
import tensorflow.keras as tk
import numpy as np

# ------------------------------------------------------------------
# CONFIG
# ------------------------------------------------------------------
CONFIG = {"steps": 10, "features": 20, "units": 32, "classes": 16}

X = KL.Input(shape=(CONFIG["steps"], CONFIG["features"]))
H = KL.SimpleRNN(units=CONFIG["units"], return_sequences=True)(X)
Y = KL.TimeDistributed(KL.Dense(units=CONFIG["classes"]))(H)
net = KM.Model(X, Y)
assert isinstance(net, tk.Model)
net.summary()
print("shape %s" % str(net(np.random.rand(2, 10, 20)).shape))
