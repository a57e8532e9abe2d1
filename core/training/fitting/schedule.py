"""The learning rate schedule: a linear rise, then a linear fall."""


def one_cycle(step: int, steps: int, peak: float, warmup: float) -> float:
    """Return the learning rate of one step (0 <= step < steps).

    Rises linearly to `peak` over the first `warmup` (share of all steps), then falls linearly,
    nearly to zero at the last step. After Smith, arXiv 1708.07120, without its momentum cycle.
    """
    rising = warmup * steps
    done = step + 1  # the first step must already move the weights
    if done <= rising:
        return peak * done / rising
    return peak * (steps - step) / (steps - rising + 1)
