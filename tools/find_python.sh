#!/bin/sh
# Print a Python that can run Fitting Room: $PYTHON if it is set, else that of a complete .venv,
# else the first of 3.11 to 3.13 on PATH that starts (a version manager's shim may not).
# The lowest version comes first: Intel Macs have no TensorFlow for 3.13.

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    if fits "$PYTHON"; then
        echo "$PYTHON"
        exit 0
    fi
    found=$("$PYTHON" --version 2>&1 | head -n 1) || found="nothing that starts"
    echo "PYTHON=$PYTHON is $found; Fitting Room needs Python 3.11, 3.12 or 3.13." >&2
    exit 1
fi

if [ -f .venv/installed.txt ] && fits .venv/bin/python; then
    echo .venv/bin/python
    exit 0
fi

for candidate in python3.11 python3.12 python3.13 python3 python; do
    if fits "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
done

echo "No Python 3.11, 3.12 or 3.13 was found on PATH: install one (python.org, your package" \
    "manager or pyenv), or give its path: make run PYTHON=/path/to/python3.12" >&2
exit 1
