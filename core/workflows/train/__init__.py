"""Train, calibrate, register, repeat, fine-tune."""
