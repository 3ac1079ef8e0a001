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
    emergency: Path | None = Field(None, description="Own file of emergency contacts, laid over the bundled one.")
    api_keys: tuple[SecretStr, ...] = Field((), description="Keys that callers must send as X-API-Key; none: open.")
    audit_key: SecretStr = Field(SecretStr(""), description="Secret of the blind audit's draw.")
    workers: int = Field(2, ge=1, le=64, description="Inference threads; one per core.")
    queue: int = Field(
        512, ge=1, description="Complaints that may wait or run, a full batch (256) among them; beyond it: 429."
    )
    cache: Path | None = Field(
        None, description="Where registered models are fetched to; by default a temporary folder."
    )
    store: str = Field(
        "sqlite:///triage.db",
        description="Database of cases and verdicts: sqlite:///FILE or postgresql://USER@HOST/NAME.",
    )
    store_upgrade: bool = Field(True, description="Whether the server brings the tables up to date when it starts.")
    store_key: SecretStr = Field(
        SecretStr(""), description="Key that locks the keys of cases and webhooks; `triage store new-key` makes one."
    )
    keep_raw: bool = Field(
        False, description="Whether unmasked texts are kept, each encrypted with its case's own key."
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", description="Where people reach the pages; https makes cookies secure."
    )
    session_hours: float = Field(12.0, gt=0, le=24 * 7, description="How long a login lasts.")
    oidc_issuer: str | None = Field(None, description="OpenID Connect issuer; with it people log in there.")
    oidc_client_id: str = Field("triage", description="Our id at the issuer.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Our secret at the issuer.")
    webhook_hosts: tuple[str, ...] = Field(
        (), description="Hosts that webhooks may go to; none: any public host over https, and no private address."
    )
    lapor_url: str | None = Field(None, description="Base URL of LAPOR API 3.0, for `triage lapor`.")
    lapor_token: SecretStr = Field(SecretStr(""), description="Token of our account at LAPOR.")
    lapor_maps: Path | None = Field(None, description="Folder with the id maps of the LAPOR installation.")
    lapor_wire: Path | None = Field(None, description="File that says how to speak to the LAPOR installation.")
