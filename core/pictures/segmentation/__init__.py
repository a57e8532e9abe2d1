"""Where the garment is in a photo: initial masks, GrabCut, which components, how good a mask."""
