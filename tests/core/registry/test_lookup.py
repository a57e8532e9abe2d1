"""Reading the registry without MLflow gives the same results as MLflow itself."""

import subprocess
import sys
from pathlib import Path

import mlflow
import pytest

from core.errors import HomeUnusable
from core.registry import Registry
from core.registry.lookup import CHANGE_TAG, MODEL
from core.settings import REPOSITORY as ROOT
from core.settings import Settings
from tests.core.registry.conftest import MakeRun

READ = """
import sys
from core.registry import Registry
from core.settings import Settings
registry = Registry(Settings.from_environment())
print(registry.champion().name, len(registry.versions()), len(registry.history()))
print(registry.recover())
print([len(registry.runs.histories([run.id])[run.id]) for run in registry.runs.all()])
print(sorted({"mlflow", "sqlalchemy", "tensorflow"} & set(sys.modules)))
"""


def client_of(settings: Settings) -> mlflow.MlflowClient:
    return mlflow.MlflowClient(tracking_uri=settings.registry, registry_uri=settings.registry)


def require_same_answers(registry: Registry, client: mlflow.MlflowClient) -> None:
    theirs = {int(v.version): v for v in client.search_model_versions(f"name = '{MODEL}'")}
    model = client.get_registered_model(MODEL)
    ours = {version.number: version for version in registry.versions()}
    assert ours.keys() == theirs.keys()
    for number, version in ours.items():
        assert version.run_id == theirs[number].run_id
        assert version.created * 1000 == pytest.approx(theirs[number].creation_timestamp)
        assert version.folder.as_uri() == theirs[number].source
    aliases = {alias: version.number for version in ours.values() for alias in version.aliases}
    assert aliases == {alias: int(number) for alias, number in model.aliases.items()}
    changes = [key for key in sorted(model.tags) if key.startswith(CHANGE_TAG)]
    assert len(registry.history()) == len(changes)


def test_versions_and_aliases_match_mlflow_after_every_change(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    client = client_of(settings)
    for _ in range(3):
        registry.register(run())
        require_same_answers(registry, client)
    registry.promote(3, "Better.")
    require_same_answers(registry, client)
    registry.roll_back("Worse.")
    require_same_answers(registry, client)
    client.delete_model_version(MODEL, "2")
    require_same_answers(registry, client)
    client.set_registered_model_alias(MODEL, "ours", "3")
    require_same_answers(registry, client)


def test_reading_the_registry_does_not_import_mlflow(
    registry: Registry, run: MakeRun, settings: Settings
) -> None:
    registry.register(run())
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines() == ["v1 1 1", "0", "[2]", "[]"], done.stderr


def test_the_shipped_model_is_champion_without_a_registry(settings: Settings) -> None:
    registry = Registry(settings)
    assert not registry.exists()
    assert registry.champion() == registry.shipped() == registry.get("champion")
    assert (registry.champion().name, registry.champion().folder) == (
        "shipped",
        settings.shipped_champion,
    )
    assert (registry.versions(), registry.history(), registry.recover()) == ((), (), 0)
    assert not settings.models.exists()  # reading creates nothing


def test_the_shipped_model_is_champion_while_the_tables_are_created(settings: Settings) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_bytes(b"")
    assert Registry(settings).champion().name == "shipped"


def test_a_registry_without_versions_exists(registry: Registry) -> None:
    assert registry.exists()
    assert registry.champion().name == "shipped"


@pytest.mark.parametrize("act", ["versions", "champion", "history", "recover", "exists", "warm"])
def test_a_damaged_registry_is_reported(settings: Settings, act: str) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_bytes(b"this was a database" * 500)
    with pytest.raises(HomeUnusable, match=r"The model registry.*is damaged"):
        getattr(Registry(settings), act)()


@pytest.mark.parametrize(
    "url", ["postgresql://nobody:secret@127.0.0.1:1/none", "oracle://x", "soup://x"]
)
def test_an_invalid_registry_url_is_reported_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(HomeUnusable, match=r"The model registry, .*, cannot be read") as caught:
        Registry(Settings(home=tmp_path, registry_url=url)).versions()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense", "postgresql://a:secret@host:abc/x", "x://a:secret:b"])
def test_what_is_no_address_is_reported_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(HomeUnusable, match=r"^FITTING_ROOM_REGISTRY is not the address") as caught:
        Registry(Settings(home=tmp_path, registry_url=url)).versions()
    assert "secret" not in str(caught.value)


def test_a_registry_url_may_be_a_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(home=tmp_path, registry_url="sqlite:///registry.db")
    assert Registry(settings).versions() == ()
