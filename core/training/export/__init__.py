"""A trained network as files, and back: Keras' own format, and ONNX."""
