"""What a person chose in the page, in one small file of the data folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from formcheck import outputs
from formcheck.errors import OutputError
from formcheck.exercises.metric_spec import Strict

TextSize = Literal["normal", "large", "largest"]
ThemeName = Literal["auto", "dark", "light", "high-contrast"]


class Settings(Strict):
    """The choices; the ones of somebody who chose nothing are written here."""

    camera: str = Field("", max_length=200, description="the camera's name in the browser; empty: the first there is")
    voice: bool = True
    voice_name: str = Field("", max_length=200, description="a voice of this machine; empty: the first that fits")
    speed: float = Field(1.0, ge=0.5, le=2.0, description="how fast it speaks; 1 is usual")
    text: TextSize = "normal"
    theme: ThemeName = "auto"
    side: Literal["both", "left", "right"] = Field("both", description="which sides are trained where they take turns")
    programme: list[str] = Field(["back-5"], max_length=20, description="ids of routines, one a day in turn")
    record: bool = Field(False, description="keep the pictures of sets as well")


@dataclass(frozen=True)
class SettingsFile:
    """The file of the settings.

    Attributes
    ----------
    path : Path
    """

    path: Path

    def read(self) -> Settings:
        """The settings; those of a file that is missing, or that nobody can read any more, are the usual ones."""
        try:
            return Settings.model_validate_json(self.path.read_text(encoding="utf-8"))
        except (OSError, ValidationError, UnicodeDecodeError):
            return Settings()

    def write(self, settings: Settings) -> None:
        """Replace the file, whole or not at all, for its owner only.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        part = self.path.with_name(f"{outputs.STAGING}{self.path.name}")
        try:
            outputs.make_private(self.path.parent)
            with open(part, "w", encoding="utf-8", opener=outputs.private) as file:
                json.dump(settings.model_dump(), file, indent=2, ensure_ascii=False)
            os.replace(part, self.path)
        except OSError as error:
            raise OutputError(f"the settings cannot be kept: {error}") from error
