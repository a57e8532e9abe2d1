"""The few errors that a person can act on. Each message says what was wrong and what to do."""


class FittingRoomError(Exception):
    """Base of all errors whose text is fit to be shown as it is."""


class BadPicture(FittingRoomError):
    """The bytes or strokes cannot become a 28×28 picture."""


class EvenSurface(BadPicture):
    """A photo in which nothing stands out: only a person can say where the garment is."""


class DataUnavailable(FittingRoomError):
    """The dataset is not here and could not be fetched."""


class BadData(FittingRoomError):
    """A data file is here, but is not what it should be."""


class BadRecord(FittingRoomError):
    """A file of the program's own does not have the form that it should have."""


class UnknownRecipe(FittingRoomError):
    """A training was asked for by a name or value that does not exist."""


class TrainingFailed(FittingRoomError):
    """A training ended without a usable model."""


class ModelUnavailable(FittingRoomError):
    """A model was asked for that the registry does not hold, or whose files are damaged."""


class HomeUnusable(FittingRoomError):
    """The home folder cannot be read or written."""
