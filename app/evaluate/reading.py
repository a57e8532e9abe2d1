"""How to read the numbers, in fifteen lines."""

import streamlit as st

LINES = """
- **± and intervals**: where the number would lie in 95 of 100 repetitions with other pictures
  of the same kind. Two models whose intervals overlap may still differ: they answered the same
  pictures.
- **Accuracy**: right answers of all. **Balanced accuracy**: the mean over the classes.
- **Precision**: of the pictures answered as a class, how many are of it. **Recall**: of the
  pictures of a class, how many are answered so. **F1** is high only where both are.
- **Log loss**: small where the right class has a high probability; one sure mistake costs much.
- **Brier score**: squared distance of the probabilities from the truth, 0 to 2.
- **Calibration error**: of answers given with 80 %, 80 % should be right. It is never quite 0,
  even for a perfect model, so its interval is not symmetric.
- **AUROC**: how often a picture of the class ranks above one that is not. Where one class in ten
  is meant, nearly every model looks good: **average precision** is stricter.
- **Confusion matrix**: rows are labels, columns answers; darker is a larger share of the row.
- The test split is looked at last: whoever chooses by it measures their own choosing.
"""


def how_to_read() -> None:
    with st.popover("How to read this", icon=":material/menu_book:"):
        st.markdown(LINES)
