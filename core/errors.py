"""Errors that the user can act on. Each message says what is wrong and what to do."""


class FittingRoomError(Exception):
    """Base of all errors whose message can be shown to the user as it is."""


class BadPicture(FittingRoomError):
    """The bytes or strokes cannot be turned into a 28×28 picture."""


class EvenSurface(BadPicture):
    """A photo in which nothing stands out: only the user can say where the garment is."""


class DataUnavailable(FittingRoomError):
    """The dataset is not on disk and could not be fetched."""


class BadData(FittingRoomError):
    """A data file exists but is not what it should be."""


class BadRecord(FittingRoomError):
    """A file written by this program does not have the expected form."""


class UnknownRecipe(FittingRoomError):
    """A training was requested with an unknown name or an invalid value."""


class TrainingFailed(FittingRoomError):
    """A training ended without a usable model."""


class ModelUnavailable(FittingRoomError):
    """The requested model is not in the registry, or its files are damaged."""


class HomeUnusable(FittingRoomError):
    """The home folder cannot be read or written."""
