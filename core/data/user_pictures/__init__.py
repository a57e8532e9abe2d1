"""The user's own pictures: labelled, stored on this computer, used for training or held out."""
