from __future__ import annotations

import hashlib
import io
import os
import sys
import tarfile
import urllib.error
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mediapipe.tasks.metadata import metadata_schema_py_generated as meta
from mediapipe.tasks.metadata import schema_py_generated as schema

from formcheck.errors import ModelError
from formcheck.pose import download, model_build, model_npm, models
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.model_build import WheelSpec
from formcheck.pose.model_npm import PackageSpec
from formcheck.pose.models import find_model, list_models, verify
from formcheck.pose.tflite_metadata import add_normalisation


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no variable set, and no network: every connection attempt fails the test."""
    monkeypatch.setattr(models, "cache_dir", lambda: tmp_path / "cache")
    monkeypatch.delenv(models.ENVIRONMENT, raising=False)

    def no_network(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("no test reaches for the network")

    monkeypatch.setattr(download, "_open", no_network)
    monkeypatch.setattr(models, "bundle_from_index", no_network)
    monkeypatch.setattr(model_npm, "_of_npm", lambda: "")
    for name in (model_npm.REGISTRY, model_npm.REGISTRY.lower()):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "cache"


def serving(data: bytes) -> Callable[[str], io.BytesIO]:
    return lambda url: io.BytesIO(data)


def unreachable(url: str) -> io.BytesIO:
    raise urllib.error.URLError("no route to host")


def no_index(spec: Any, progress: Any = None) -> bytes:
    raise ModelError("pip cannot download it: no route to host")


def one_line(error: pytest.ExceptionInfo[ModelError]) -> str:
    assert "\n" not in str(error.value)
    return str(error.value)


def test_fetched_model_is_in_the_manifest_and_cached(model_path: Path) -> None:
    assert verify(model_path) in ("official", "built") or models.ENVIRONMENT in os.environ
    assert find_model("full", offline=True) == model_path


def networks_of(bundle: Path) -> list[bytes]:
    with zipfile.ZipFile(bundle) as archive:
        return [archive.read(name) for name in model_build.MEMBERS]


def test_normalisation_is_written_where_the_tasks_api_reads_it(model_path: Path) -> None:
    for network in networks_of(model_path):
        before = schema.ModelT.InitFromPackedBuf(network, 0)
        after = schema.ModelT.InitFromPackedBuf(add_normalisation(network, 1.5, 2.5), 0)
        (entry,) = [e for e in after.metadata if e.name == b"TFLITE_METADATA"]
        described = meta.ModelMetadataT.InitFromPackedBuf(bytes(after.buffers[entry.buffer].data), 0)
        (unit,) = described.subgraphMetadata[0].inputTensorMetadata[0].processUnits
        assert unit.optionsType == meta.ProcessUnitOptions.NormalizationOptions
        assert (list(unit.options.mean), list(unit.options.std)) == ([1.5], [2.5])

        def others(tree: Any) -> list[bytes]:
            return sorted(e.name for e in tree.metadata if e.name != b"TFLITE_METADATA")

        assert others(after) == others(before)
        assert (after.version, after.description) == (before.version, before.description)
        assert len(after.buffers) == len(before.buffers) + 1
        for kept, original in zip(after.buffers, before.buffers, strict=False):
            assert np.array_equal(kept.data, original.data)
        assert [len(g.operators) for g in after.subgraphs] == [len(g.operators) for g in before.subgraphs]


def test_bundle_from_a_wheel_is_the_same_every_time_and_runs(tmp_path: Path, model_path: Path) -> None:
    networks = networks_of(model_path)
    spec = replace(
        _wheel_spec(),
        detector_sha256=hashlib.sha256(networks[0]).hexdigest(),
        landmarks_sha256=hashlib.sha256(networks[1]).hexdigest(),
    )
    wheel, bundle = tmp_path / "w.whl", tmp_path / "b.task"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(spec.detector, networks[0])
        archive.writestr(spec.landmarks, networks[1])
    bundle.write_bytes(model_build.build_bundle(wheel, spec))
    assert model_build.build_bundle(wheel, spec) == bundle.read_bytes()
    with zipfile.ZipFile(bundle) as archive:
        assert archive.namelist() == list(model_build.MEMBERS)
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}
    with Landmarker(bundle) as pose:
        assert not pose.detect(np.zeros((60, 80, 3), dtype=np.uint8), 0.0).has_pose[0]


def test_offline_and_nothing_cached_says_what_to_do(cache: Path) -> None:
    with pytest.raises(ModelError, match="formcheck models") as caught:
        find_model("full", offline=True)
    line = one_line(caught)
    assert "pose_landmarker_full.task" in line
    assert str(cache) in line


def test_official_file_is_tried_first_and_a_wrong_one_never_reaches_the_cache(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_open", serving(b"half a file"))
    monkeypatch.setattr(models, "bundle_from_index", no_index)
    with pytest.raises(ModelError, match=r"not the file in the manifest.*no route to host") as caught:
        find_model("full")
    one_line(caught)
    assert not cache.exists()


def test_official_file_with_the_right_sum_is_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"x" * 200_000
    _pin(monkeypatch, "lite", hashlib.sha256(data).hexdigest())
    monkeypatch.setattr(download, "_open", serving(data))
    seen: list[tuple[int, int | None]] = []
    path = find_model("lite", progress=lambda done, total: seen.append((done, total)))
    assert path == cache / "pose_landmarker_lite.task"
    assert path.read_bytes() == data
    assert seen[-1][0] == len(data)
    assert seen == sorted(seen)
    assert [p.name for p in cache.iterdir()] == [path.name]
    monkeypatch.setattr(download, "_open", unreachable)
    assert find_model("lite") == path
    assert {m.name: m.origin for m in list_models()}["lite"] == "official"


def test_damaged_file_in_the_cache_is_fetched_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"y" * 1000
    _pin(monkeypatch, "lite", hashlib.sha256(data).hexdigest())
    cache.mkdir()
    (cache / "pose_landmarker_lite.task").write_bytes(data[:-1])
    monkeypatch.setattr(download, "_open", serving(data))
    assert find_model("lite").read_bytes() == data


def test_pythons_index_is_the_second_way_to_full(
    cache: Path, monkeypatch: pytest.MonkeyPatch, model_path: Path
) -> None:
    built = model_path.read_bytes()
    monkeypatch.setattr(download, "_open", unreachable)
    monkeypatch.setattr(models, "bundle_from_index", lambda spec, progress: built)
    assert find_model("full").read_bytes() == built


@pytest.mark.parametrize("name", ["lite", "heavy"])
def test_npms_index_is_the_second_way_to_the_others(name: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = packed(_package_spec(name), b"detector", b"landmarks")
    monkeypatch.setattr(model_build, "add_normalisation", lambda data, mean, std: data + f" {mean} {std}".encode())
    _pin_package(monkeypatch, name, package)
    monkeypatch.setenv(model_npm.REGISTRY, "https://mirror.example/npm/")
    asked: list[str] = []

    def answer(url: str) -> io.BytesIO:
        asked.append(url)
        return io.BytesIO(package) if "mirror" in url else unreachable(url)

    monkeypatch.setattr(download, "_open", answer)
    seen: list[tuple[int, int | None]] = []
    path = find_model(name, progress=lambda done, total: seen.append((done, total)))
    assert asked[1:] == ["https://mirror.example/npm/@mediapipe/pose/-/pose-0.5.1675469404.tgz"]
    assert networks_of(path) == [b"detector 127.5 127.5", b"landmarks 0.0 255.0"]
    assert verify(path) == "built"
    assert seen[-1] == (len(package), len(package))


def test_another_package_under_the_same_name_is_refused(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_open", lambda url: io.BytesIO(b"x" * 999) if "mirror" in url else unreachable(url))
    monkeypatch.setenv(model_npm.REGISTRY.lower(), "https://mirror.example")
    with pytest.raises(ModelError, match=r"no route to host.*@mediapipe/pose@0\.5\S* is another file") as caught:
        find_model("heavy")
    assert "pose_landmarker_heavy.task" in one_line(caught)
    assert not cache.exists()


def test_package_with_other_networks_or_none_is_refused() -> None:
    spec = _package_spec("heavy")
    with pytest.raises(ModelError, match="another network"):
        model_npm.build_bundle(packed(spec, b"a", b"b"), spec)
    for damaged in (
        packed(spec, b"a", b"b")[:60],
        b"no archive",
        packed(replace(spec, landmarks="other"), b"a", b"b"),
    ):
        with pytest.raises(ModelError, match="damaged") as caught:
            model_npm.build_bundle(damaged, spec)
        one_line(caught)


def test_nobody_knows_where_npms_index_is(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_open", unreachable)
    with pytest.raises(ModelError, match=rf"no route to host.*set {model_npm.REGISTRY}") as caught:
        find_model("lite")
    one_line(caught)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for npm is a shell script")
def test_an_installed_npm_says_where_its_index_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (model_npm.REGISTRY, model_npm.REGISTRY.lower()):
        monkeypatch.delenv(name, raising=False)
    npm = tmp_path / "npm"
    npm.write_text('#!/bin/sh\n[ "$1 $2 $3" = "config get registry" ] && echo https://mirror.example/npm/\n')
    npm.chmod(0o755)
    monkeypatch.setattr(model_npm.shutil, "which", lambda name: str(npm))
    assert model_npm._registry() == "https://mirror.example/npm"
    npm.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(ModelError, match=model_npm.REGISTRY):
        model_npm._registry()
    monkeypatch.setenv(model_npm.REGISTRY, "mirror.example")
    with pytest.raises(ModelError, match=model_npm.REGISTRY):
        model_npm._registry()


def test_a_server_that_never_answers_is_given_up_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_CONNECT_S", 0.05)
    monkeypatch.setattr(download.urllib.request, "urlopen", lambda url, timeout: download.threading.Event().wait(2))
    with pytest.raises(ModelError, match=r"^weights\.example cannot be reached \(no answer"):
        download.download("https://weights.example/lite.task", 10, None)


def test_cache_that_cannot_be_written_is_one_line(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write_text("a file where the folder should be")
    data = b"z" * 10
    _pin(monkeypatch, "lite", hashlib.sha256(data).hexdigest())
    monkeypatch.setattr(download, "_open", serving(data))
    with pytest.raises(ModelError, match="cannot keep the model") as caught:
        find_model("lite")
    assert models.ENVIRONMENT in one_line(caught)


def test_explicit_path_and_variable_come_first(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model_path: Path
) -> None:
    mine = tmp_path / "mine.task"
    mine.write_bytes(model_path.read_bytes())
    assert find_model(explicit=mine) == mine
    monkeypatch.setenv(models.ENVIRONMENT, str(mine))
    assert find_model() == models.model_of(models.for_recordings()) == mine
    with pytest.raises(ModelError, match="not on this machine"):  # who asks for a model does not get another one
        find_model("full", offline=True)
    monkeypatch.setenv(models.ENVIRONMENT, str(tmp_path / "missing.task"))
    with pytest.raises(ModelError, match="no readable model"):
        find_model()


def test_recordings_are_checked_with_heavy_where_it_is(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert models.for_recordings() == "full"
    heavy = b"the heavy one"
    _pin(monkeypatch, "heavy", hashlib.sha256(heavy).hexdigest())
    cache.mkdir()
    (cache / "pose_landmarker_heavy.task").write_bytes(heavy)
    assert models.for_recordings() == "heavy"
    monkeypatch.setenv(models.ENVIRONMENT, "mine.task")
    assert models.for_recordings() == "mine.task"


def test_each_model_has_a_scale_of_visibility(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = tmp_path / "mine.task"
    bundle.write_bytes(b"heavy, under another name")
    _pin(monkeypatch, "heavy", hashlib.sha256(bundle.read_bytes()).hexdigest())
    assert models.seen_from(bundle) == 0.15
    stranger = tmp_path / "stranger.task"
    stranger.write_bytes(b"anything")
    assert models.seen_from(stranger) == 0.5
    assert {model.name: model.seen for model in list_models()} == {"lite": 0.5, "full": 0.5, "heavy": 0.15}


def test_well_formed_stranger_is_unknown_and_damage_is_seen(tmp_path: Path, model_path: Path) -> None:
    with zipfile.ZipFile(model_path) as archive:
        networks = {name: archive.read(name) for name in model_build.MEMBERS}
    stranger = tmp_path / "stranger.task"
    with zipfile.ZipFile(stranger, "w") as archive:
        for name, network in networks.items():
            archive.writestr(name, network)
    assert verify(stranger) == "unknown"
    data = bytearray(stranger.read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "bit.task").write_bytes(data)
    (tmp_path / "cut.task").write_bytes(data[:100_000])
    (tmp_path / "text.task").write_text("not a model")
    with zipfile.ZipFile(tmp_path / "other.task", "w") as archive:
        for name in networks:
            archive.writestr(name, b"something else")
    for name in ("bit", "cut", "text", "other"):
        with pytest.raises(ModelError, match=f"{name}.task") as caught:
            verify(tmp_path / f"{name}.task")
        one_line(caught)


def test_wheel_with_other_networks_is_refused(tmp_path: Path) -> None:
    spec = _wheel_spec()
    wheel = tmp_path / "w.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(spec.detector, b"a")
        archive.writestr(spec.landmarks, b"b")
    with pytest.raises(ModelError, match="another network"):
        model_build.build_bundle(wheel, spec)
    wheel.write_bytes(b"PK")
    with pytest.raises(ModelError, match="damaged"):
        model_build.build_bundle(wheel, spec)


def test_failing_pip_is_reported_with_its_own_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = "import sys; print('chatter'); sys.exit('ERROR: no such wheel')"
    monkeypatch.setattr(model_build, "_pip_command", lambda: [sys.executable, "-c", script])
    spec = _wheel_spec()
    with pytest.raises(ModelError, match=r"cannot download mediapipe==0\.10\.21: no such wheel"):
        model_build.bundle_from_index(spec)


def test_environment_without_pip_uses_the_one_python_carries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = model_build.importlib.util.find_spec
    monkeypatch.setattr(model_build.importlib.util, "find_spec", lambda name: None if name == "pip" else found(name))
    monkeypatch.setattr(model_build.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(model_build.sysconfig, "get_config_var", lambda name: None)
    monkeypatch.setattr(model_build.shutil, "which", lambda name: None)
    with pytest.raises(ModelError, match="no pip here"):
        model_build._pip_command()
    monkeypatch.setattr(model_build.shutil, "which", lambda name: "/bin/uv")
    assert model_build._pip_command() == ["/bin/uv", "tool", "run", "--quiet", "pip"]
    wheel = tmp_path / "ensurepip" / "_bundled" / "pip-24.0-py3-none-any.whl"
    wheel.parent.mkdir(parents=True)
    wheel.touch()
    assert model_build._pip_command() == [sys.executable, str(wheel / "pip")]


def test_unknown_name_lists_the_known_ones(cache: Path) -> None:
    with pytest.raises(ModelError, match="lite, full, heavy"):
        find_model("huge")
    assert [m.name for m in list_models()] == ["lite", "full", "heavy"]
    assert not any(m.verified or m.path for m in list_models())


def _wheel_spec() -> WheelSpec:
    spec = models._manifest()["full"].wheel
    assert spec is not None
    return spec


def _package_spec(name: str) -> PackageSpec:
    spec = models._manifest()[name].package
    assert spec is not None
    return spec


def packed(spec: PackageSpec, detector: bytes, landmarks: bytes) -> bytes:
    """A package as npm's index has it, with these networks."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, data in ((spec.detector, detector), (spec.landmarks, landmarks)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def _pin_package(monkeypatch: pytest.MonkeyPatch, name: str, package: bytes) -> None:
    """Expect this package with the networks ``b"detector"`` and ``b"landmarks"``."""
    known = dict(models._manifest())
    spec = replace(
        _package_spec(name),
        size=len(package),
        sha256=hashlib.sha256(package).hexdigest(),
        detector_sha256=hashlib.sha256(b"detector").hexdigest(),
        landmarks_sha256=hashlib.sha256(b"landmarks").hexdigest(),
    )
    built = hashlib.sha256(model_npm.build_bundle(package, spec)).hexdigest()
    known[name] = replace(known[name], package=replace(spec, built_sha256=built))
    monkeypatch.setattr(models, "_manifest", lambda: known)


def _pin(monkeypatch: pytest.MonkeyPatch, name: str, digest: str) -> None:
    known = dict(models._manifest())
    known[name] = replace(known[name], sha256=digest)
    monkeypatch.setattr(models, "_manifest", lambda: known)
