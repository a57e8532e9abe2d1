"""Everything of Fitting Room except its user interface. Imports no Streamlit."""

import os

from core.privacy import keep_private
from core.settings import cache_of

keep_private(os.environ, cache_of(os.environ))
