"""Dataset pictures made to look like photos and drawings; and pictures of none of the ten."""
