"""The models of keras_files.py."""

import numpy as np

from keras_files import Maker, h5_of, keras_of, run

STEPS = 24


def old(shape="batch_input_shape", **more):
    return {"shape": shape, **more}


def hard_sigmoid_2():
    m = Maker(501, **old())
    m.input(3)
    m.dense(5, "relu")
    m.recurrent("LSTM", 6, recurrent_activation="hard_sigmoid")
    m.put("Dropout", 6, rate=0.5)
    m.dense(2, "sigmoid")
    return m, lambda: h5_of(m.model, "2.2.2", m.widths, listed=True), "Keras 2.2.2: a list of layers; hard sigmoid 0.2 x + 0.5"


def functional_2():
    m = Maker(502, sequential=False, **old())
    x = m.input(4)
    h = m.recurrent("GRU", 7, reset_after=True)
    m.put("BatchNormalization", 7, m_norm(m, 7), axis=[2], epsilon=1e-3, scale=True, center=True)
    y = m.dense(4, "selu")
    s = m.merge("Add", [y, x])
    j = m.merge("Concatenate", [s, h, x], axis=-1)
    m.dense(3, "tanh", reads=j)
    return m, lambda: h5_of(m.model, "2.11.0", m.widths), "functional: BatchNormalization, a skip, three tensors side by side"


def m_norm(m, n):
    gamma, beta, mean = m.draw(n) + 1, m.draw(n), m.draw(n)
    return [("gamma", gamma), ("beta", beta), ("moving_mean", mean), ("moving_variance", abs(m.draw(n)) + np.float32(0.3))]


def nested_2():
    inner = Maker(503, **old())
    inner.input(5, name="inner_input")
    inner.dense(6, "softsign")
    inner.batch_norm()
    inner.dense(4, {"class_name": "LeakyReLU", "config": {"alpha": 0.15}})
    m = Maker(504, sequential=False, **old())
    x = m.input(5)
    m.put("Sequential", 4, name="encoder")
    m.model["nodes"][-1]["model"] = inner.model
    m.recurrent("SimpleRNN", 6, activation="sigmoid", use_bias=False)
    distributed = {"class_name": "Dense", "config": {"name": "d", "units": 5, "activation": "swish", "use_bias": True}}
    y = m.put("TimeDistributed", 5, [("kernel", m.draw(6, 5)), ("bias", m.draw(5))], layer=distributed)
    m.put("TFOpLambda", 5, (), [y, x], name="tf.__operators__.add", function="__operators__.add")
    return m, lambda: h5_of(m.model, "2.9.0", m.widths), "a Sequential inside, TimeDistributed, x + y without a layer"


def half_2():
    m = Maker(505, dtype="f2", **old())
    m.input(2, steps=10)
    m.put("Masking", 2, mask_value=0.0)
    m.recurrent("GRU", 5, reset_after=False, recurrent_activation="hard_sigmoid", stateful=True)
    m.recurrent("LSTM", 4, return_sequences=False, dtype={"class_name": "Policy", "config": {"name": "mixed_float16"}})
    m.dense(1, use_bias=False)
    return m, lambda: h5_of(m.model, "2.4.0", m.widths), "float16, a window of 10 steps, reset before the product, the last step"


def double_2():
    m = Maker(506, dtype=">f8", **old())
    m.input(3)
    m.put("Normalization", 3, [("mean", m.draw(3)), ("variance", abs(m.draw(3)) + 0.2), ("count", np.array(7))], axis=[-1])
    m.recurrent("GRU", 6, reset_after=True, use_bias=False, activation="relu")
    m.put("ReLU", 6, negative_slope=0.1, threshold=0.0, max_value=None)
    m.dense(2, "softmax")
    return m, lambda: h5_of(m.model, "2.15.0", m.widths), "float64, most significant byte first; a GRU without bias, with ReLU"


def normalised_3():
    m = Maker(507)
    m.input(4)
    m.put("Rescaling", 4, scale=[0.5, 2.0, 1.0, -1.5], offset=[0.0, -0.3, 0.2, 0.1])
    m.recurrent("LSTM", 9, recurrent_activation="hard_sigmoid", name="lstm_7")
    m.put("LayerNormalization", 9, [("gamma", m.draw(9) + 1), ("beta", m.draw(9))], axis=[-1], epsilon=1e-3, scale=True, center=True)
    m.recurrent("LSTM", 5, use_bias=False, name="lstm")
    m.batch_norm(scale=False)
    m.put("ELU", 5, alpha=0.7)
    m.put("PReLU", 5, [("alpha", m.draw(1, 5, scale=0.4))], shared_axes=[1])
    m.dense(3, {"module": "keras.layers", "class_name": "LeakyReLU", "config": {"negative_slope": 0.2}})
    m.put("Normalization", 3, axis=-1, invert=True, mean=[[[0.1, -2.0, 3.0]]], variance=[[[0.5, 4.0, 2.25]]])
    return m, lambda: keras_of(m.model, "3.9.2", m.widths), "names of layers that are those of other groups; normalisations of all kinds"


def inputs_3():
    m = Maker(508, sequential=False)
    a = m.input(3, name="audio")
    b = m.input(2, name="knobs")
    g = m.recurrent("GRU", 4, reads=a, reset_after=True)
    k = m.dense(4, "sigmoid", reads=b)
    p = m.merge("Multiply", [g, k])
    q = m.merge("Maximum", [p, m.dense(4, reads=a)])
    v = m.merge("Average", [m.merge("Subtract", [q, g]), m.merge("Minimum", [p, k])])
    y = m.dense(2, "softplus", reads=v)
    z = m.dense(1, reads=g)
    m.model["outputs"] = [y, z]
    return m, lambda: keras_of(m.model, "3.4.1", m.widths, named=False), "two inputs, two outputs, products and differences; no names beside"


def cells_3():
    m = Maker(509)
    m.input(3)
    cell = lambda kind, **more: {"class_name": kind, "config": {"units": 5, "activation": "tanh", "use_bias": True, "recurrent_activation": "sigmoid", **more}}
    lstm = [("kernel", m.draw(3, 20)), ("recurrent_kernel", m.draw(5, 20)), ("bias", m.draw(20))]
    gru = [("kernel", m.draw(5, 15)), ("recurrent_kernel", m.draw(5, 15)), ("bias", m.draw(2, 15, scale=0.4))]
    stacked = {"class_name": "StackedRNNCells", "config": {"cells": [cell("LSTMCell"), cell("GRUCell", reset_after=True)]}}
    m.put("RNN", 5, lstm + gru, cell=stacked, return_sequences=True)
    rnn = [("kernel", m.draw(5, 5)), ("recurrent_kernel", m.draw(5, 5)), ("bias", m.draw(5))]
    m.put("RNN", 5, rnn, cell=cell("SimpleRNNCell"), return_sequences=False)
    m.dense(4, "tanh")
    m.dense(2, "relu6")
    return m, lambda: keras_of(m.model, "2.12.0", m.widths, named=False, container="_layer_checkpoint_dependencies"), "RNN around cells, as Keras 2.12 names groups"


def skips_3():
    m = Maker(510, sequential=False)
    x = m.input(6)
    d = m.dense(6, "tanh")
    h = m.recurrent("LSTM", 6, reads=d)
    s = m.merge("Add", [h, d, x])
    g = m.recurrent("GRU", 6, reads=s, reset_after=False)
    t = m.merge("Add", [s, g])
    m.merge("Add", [m.dense(6, reads=t), t, h])
    return m, lambda: keras_of(m.model, "3.15.1", m.widths), "sums of layers that others read too"


def deep_3():
    inner = Maker(511, sequential=False)
    i = inner.input(4, name="in")
    inner.merge("Add", [inner.recurrent("GRU", 4, reset_after=True), i])
    m = Maker(512, sequential=False)
    m.input(4)
    m.dense(4, "swish")
    m.put("Functional", 4, name="block")
    m.widths.update(inner.widths)
    m.model["nodes"][-1]["model"] = inner.model
    m.recurrent("LSTM", 3, return_sequences=False)
    m.dense(2)
    return m, lambda: keras_of(m.model, "3.5.0", m.widths), "a functional model inside"


MADE = [
    ("lstm-h6-hard-sigmoid-2.h5", hard_sigmoid_2),
    ("gru-h7-functional-2.h5", functional_2),
    ("rnn-h6-nested-2.h5", nested_2),
    ("gru-h5-lstm-h4-half-2.h5", half_2),
    ("gru-h6-double-2.h5", double_2),
    ("lstm-h9-h5-normalised-3.keras", normalised_3),
    ("gru-h4-inputs-3.keras", inputs_3),
    ("cells-h5-3.keras", cells_3),
    ("lstm-h6-gru-h6-skips-3.keras", skips_3),
    ("gru-h4-nested-3.keras", deep_3),
]


def stream(width, seed):
    random = np.random.RandomState(seed)
    walk = np.cumsum(random.normal(size=(STEPS, width)), 0) * 0.3
    return np.float32(walk + random.normal(size=(STEPS, width)) * 0.5).astype(float)


def cases():
    """Name, bytes of the file, and the case beside it."""
    for k, (name, make) in enumerate(MADE):
        maker, write, notes = make()
        model = maker.model
        width = sum(node["config"][model["shape"]][-1] for node in model["nodes"] if node["kind"] == "InputLayer")
        x = stream(width, 600 + k)
        y = run(model, x, 3 if name.endswith("3.keras") else 2)
        yield name, write(), {"file": name, "expected": "import", "notes": notes, "inputs": x, "outputs": y}
