from tensorflow.keras.layers import *
from tensorflow.keras.models import *
import numpy as np

a=Input( shape=( 6 , 2 ) )
b=SimpleRNN( 8 )( a ) ; c=Dense( 4, activation = 'relu' )( b )
d=Dense(1,activation="sigmoid")(c)
M=Model(a,d)
M.summary( )
print( 'result' , M( np.random.rand( 3,6,2 ) ).shape )
