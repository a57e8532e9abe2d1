"""Show how many pictures there are to train on, with the button that starts fine-tuning."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.start import start_button
from app.formatting import counted
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.store import StoredPicture
from core.workflows.train.finetune import start_finetuning


def offer_finetuning(pictures: Sequence[StoredPicture]) -> None:
    cases = Cases(resources.settings()).reserved()
    train = [one for one in pictures if not one.holdout and one not in cases]
    if train:
        kinds = counted(len({one.label for one in train}), "kind")
        held_out = len(pictures) - len(train)
        st.markdown(
            f"**{len(train)}** to train on, of {kinds}; **{held_out}** held out.",
            help="Half of each kind is held out, and so is every case.",
        )
    else:
        st.markdown("Nothing to train on yet: add some pictures.")
    start_button(
        "Fine-tune the model",
        ":material/school:",
        lambda: start_finetuning(resources.runner()),
        disabled=not train,
    )
    st.caption(
        "Trains a copy of the champion on your pictures for about a minute, mixed with dataset "
        "pictures so that it does not forget. The champion stays until you decide."
    )
