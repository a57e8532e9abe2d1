"""The map of all pictures: projected, laid out, selected with a lasso."""
