"""How likely the label of each picture is right, and what people decided about it."""
