"""Save a trained network and load it again: Keras format and ONNX."""
