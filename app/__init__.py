"""The web side: HTTP, records, serving. Never TensorFlow or Keras."""

__version__ = "0.1.0"
