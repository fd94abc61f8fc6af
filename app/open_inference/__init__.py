"""The Open Inference Protocol v2 and the TensorFlow-Serving REST over the same loaded versions."""
