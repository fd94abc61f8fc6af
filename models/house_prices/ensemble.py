"""k small networks that train and answer as one Keras model. Imported by training only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from models.house_prices.card import Params
from models.house_prices.folds import Folds, epoch_batches
from models.job import Job

ROWS_PER_CALL = 4096
STEPS_PER_CALL = 1000  # steps in one TensorFlow call: a cancel is noticed between calls
OPTIMIZERS = {"rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}


@keras.saving.register_keras_serializable("chapterhouse")
class GlorotPerNetwork(keras.initializers.Initializer):  # type: ignore[misc]  # Keras is untyped
    """Glorot uniform for kernels `(networks, inputs, outputs)`: the first axis counts networks and is no fan."""

    def __init__(self, seed: int | None = None) -> None:
        self._seed = keras.random.SeedGenerator(seed)

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Any:
        limit = float(np.sqrt(6.0 / (shape[-2] + shape[-1])))
        return keras.random.uniform(shape, -limit, limit, dtype=dtype, seed=self._seed)


@keras.saving.register_keras_serializable("chapterhouse")
class ShiftAndScale(keras.layers.Layer):  # type: ignore[misc]  # Keras is untyped
    """Give `(x - shift) * scale`.

    Keras's own Normalization keeps its numbers as plain tensors, which the ONNX export turns into missing inputs;
    weights become constants of the ONNX file.
    """

    def __init__(self, shift: Any, scale: Any, **kwargs: Any) -> None:
        super().__init__(trainable=False, **kwargs)
        self._numbers = {"shift": np.asarray(shift).tolist(), "scale": np.asarray(scale).tolist()}
        self._shift, self._scale = (
            self.add_weight(
                name=name,
                shape=np.shape(values),
                initializer=keras.initializers.Constant(np.asarray(values)),
                trainable=False,
            )
            for name, values in self._numbers.items()
        )

    def call(self, inputs: Any) -> Any:
        return (inputs - self._shift) * self._scale

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **self._numbers}


def side_by_side(params: Params, features: int) -> keras.Model:
    """Give k networks in one: scaled features `(n, k, d)` in, scaled prices `(n, k)` out."""
    inputs = x = keras.Input((params.folds * params.passes, features), name="scaled")
    for _ in range(params.hidden_layers):
        x = _dense(params, params.hidden_units, params.activation)(x)
        if params.dropout:
            x = keras.layers.Dropout(params.dropout)(x)
    x = _dense(params, 1, None)(x)  # (n, k, 1)
    return keras.Model(inputs, keras.layers.Reshape((params.folds * params.passes,))(x))


def _dense(params: Params, units: int, activation: str | None) -> keras.layers.Layer:
    return keras.layers.EinsumDense(
        "nkd,kdu->nku",
        output_shape=(params.folds * params.passes, units),
        bias_axes="ku",
        activation=activation,
        kernel_initializer=GlorotPerNetwork(),
        kernel_regularizer=keras.regularizers.L2(params.l2) if params.l2 else None,
    )


def serving(core: keras.Model, folds: Folds) -> keras.Model:
    """Wrap the networks with their scalings: features `(n, d)` as people give them in, prices `(n, k)` out."""
    k, d = folds.inner_mean.shape
    mean = np.stack([scaling.mean for scaling in folds.feature_scaling])
    deviation = np.stack([scaling.deviation for scaling in folds.feature_scaling])
    inputs = keras.Input((d,), name="features")
    x = keras.layers.RepeatVector(k)(inputs)  # (n, k, d)
    x = ShiftAndScale(mean, 1.0 / deviation)(x)
    x = core(x)  # (n, k)
    spread = np.array([scaling.deviation for scaling in folds.target_scaling])
    offset = np.array([scaling.mean for scaling in folds.target_scaling])
    outputs = ShiftAndScale(-offset / spread, spread)(x)  # back to prices
    return keras.Model(inputs, outputs, name="ensemble")


def epoch_function(core: keras.Model, params: Params, folds: Folds, job: Job) -> Callable[[int], dict[str, float]]:
    """Give the function that trains one epoch of all networks in one TensorFlow graph, and validates each.

    Keras `fit` spends more time between steps than in them at 19 steps an epoch; here the loop is in the graph.
    The networks share no weights, so the summed loss trains each exactly as if it were alone.
    """
    features, target = tf.constant(folds.features), tf.constant(folds.target)
    mean, deviation = tf.constant(folds.inner_mean), tf.constant(folds.inner_deviation)  # (k, d)
    optimizer, variables = core.optimizer, core.trainable_variables

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]  # TensorFlow is untyped
    def steps(rows: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        total = tf.zeros(params.folds * params.passes)
        for step in tf.range(tf.shape(rows)[0]):
            x = (tf.gather(features, tf.transpose(rows[step])) - mean) / deviation  # (batch, k, d)
            y = tf.transpose(tf.gather(target, rows[step], batch_dims=1))  # (batch, k)
            weight = tf.transpose(weights[step])
            with tf.GradientTape() as tape:
                errors = tf.reduce_sum(weight * tf.square(core(x, training=True) - y), axis=0)  # (k,)
                per_row = errors / tf.maximum(tf.reduce_sum(weight, axis=0), 1.0)
                loss = tf.add_n([tf.reduce_sum(per_row), *core.losses])
            optimizer.apply(tape.gradient(loss, variables), variables)
            total += errors
        return total

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]  # as above
    def outputs_of(rows: tf.Tensor) -> tf.Tensor:
        return core((rows[:, None, :] - mean) / deviation, training=False)  # (n, k)

    def run(epoch: int) -> dict[str, float]:
        rows, weights = epoch_batches(folds, params.batch_size, job.seed, epoch)
        squared = np.zeros(params.folds * params.passes)
        for start in range(0, len(rows), STEPS_PER_CALL):
            chunk = slice(start, start + STEPS_PER_CALL)
            squared += steps(tf.constant(rows[chunk]), tf.constant(weights[chunk])).numpy()
            done = epoch * len(rows) + min(start + STEPS_PER_CALL, len(rows))
            job.tick(done, params.epochs * len(rows), phase=f"epoch {epoch + 1}/{params.epochs}")
        sizes = np.array([len(train) for train in folds.train])
        loss = float(np.mean(squared / sizes))
        starts = range(0, len(folds.features), ROWS_PER_CALL)
        outputs = [outputs_of(folds.features[start : start + ROWS_PER_CALL]).numpy() for start in starts]
        return {"loss": loss} | validation_logs(np.concatenate(outputs), folds, shown=params.folds)

    return run


def validation_logs(outputs: np.ndarray, folds: Folds, *, shown: int) -> dict[str, float]:
    """Give the mean absolute error of the networks on the rows they left out, in the target's unit.

    Args:
        outputs: scaled prices of all rows, `(n, k)`.
        shown: networks that get a curve of their own: the first pass, which is the book's K-fold.
    """
    losses, train_errors, held_errors = [], [], []
    for fold, (train, held) in enumerate(zip(folds.train, folds.held, strict=True)):
        errors = outputs[:, fold] - folds.target[fold]  # scaled
        deviation = float(folds.target_scaling[fold].deviation)
        held_errors.append(float(np.abs(errors[held]).mean()) * deviation)
        train_errors.append(float(np.abs(errors[train]).mean()) * deviation)
        losses.append(float(np.square(errors[held]).mean()))
    means = {"val_loss": losses, "mae": train_errors, "val_mae": held_errors}
    curves = {f"fold_{fold}_val_mae": error for fold, error in enumerate(held_errors[:shown], 1)}
    return {name: float(np.mean(values)) for name, values in means.items()} | curves
