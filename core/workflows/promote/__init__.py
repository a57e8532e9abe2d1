"""What changes when another version becomes the champion."""
