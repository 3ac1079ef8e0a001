"""Every setting of the server, read from the environment here and nowhere else (prefix TRIAGE_)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One table: name, default, meaning. MLflow's own variables (MLFLOW_TRACKING_URI …) are MLflow's to read."""

    model_config = SettingsConfigDict(env_prefix="TRIAGE_", frozen=True, extra="ignore")

    model: str = Field(
        "models:/triage@champion", description="Bundle directory, models:/NAME@ALIAS or models:/NAME/VERSION."
    )
    region: str | None = Field(None, description="Kemendagri code of the deployment's own region.")
    policy: Path | None = Field(None, description="Policy file; by default the bundled one.")
    directory: tuple[Path, ...] = Field((), description="Overlay files with local names of agencies.")
    api_keys: tuple[SecretStr, ...] = Field((), description="Keys that callers must send as X-API-Key; none: open.")
    audit_key: SecretStr = Field(SecretStr(""), description="Secret of the blind audit's draw.")
    workers: int = Field(2, ge=1, le=64, description="Inference threads; one per core.")
    queue: int = Field(
        512, ge=1, description="Complaints that may wait or run, a full batch (256) among them; beyond it: 429."
    )
    cache: Path | None = Field(
        None, description="Where registered models are fetched to; by default a temporary folder."
    )
