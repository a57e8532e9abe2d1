"""What is checked of the data, and what was found."""
