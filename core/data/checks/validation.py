"""Check a version of the data by name, and keep the report."""

import time

import numpy as np

from core.data.checks.duplicates import leaked
from core.data.checks.reports import DataReport, Reports
from core.data.checks.result import Subject
from core.data.checks.table import CHECKS, QUICK, OnCheck, Watch, run
from core.data.split import SPLIT_SEED
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import as_dataset
from core.data.versions.store import Versions
from core.settings import Settings


def validate_version(
    settings: Settings,
    version: str,
    on_check: OnCheck = lambda fraction, check: None,
    quick: bool = False,
) -> DataReport:
    """Run all checks on v1 or a published version; keep the report and return it.

    With `quick`, near-duplicates are not searched, which takes nearly all of the time.

    `on_check` is called before each check and several times a second while one searches, with the
    fraction done; an error that it raises ends the checks, and nothing is kept. Raises
    DataUnavailable, and BadData if the files cannot be read at all; HomeUnusable if the report
    cannot be written.
    """
    versions = Versions(settings)
    began = time.perf_counter()
    manifest = None if version == ORIGINAL else versions.get(version)
    watch = Watch(QUICK if quick else CHECKS, on_check)
    subject = Subject(versions.pictures(version), manifest, watch.on_share)
    results = run(subject, watch)
    report = DataReport(
        version=version,
        hash=as_dataset(subject.pictures, version, SPLIT_SEED).hash,
        created=time.time(),
        seconds=time.perf_counter() - began,
        results=results,
        leaked=() if quick else tuple(np.asarray(leaked(subject)).tolist()),
        searched=not quick,
    )
    Reports(settings).add(report)
    return report
