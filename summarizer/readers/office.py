"""Formats of older word processors (.doc, .wps, .rtf), turned into .docx by LibreOffice where it is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from summarizer.errors import InputError

# Seconds that a conversion may take.
_LIMIT = 60
_PROGRAMS = ("soffice", "libreoffice")


def to_docx(data: bytes, name: str) -> bytes:
    """The file as .docx. LibreOffice runs without a window, with a profile of its own, so that neither an open window
    nor the user's macros and settings matter.

    Raises InputError where LibreOffice is missing, takes too long, or cannot read the file.
    """
    program = next((found for found in map(shutil.which, _PROGRAMS) if found), None)
    ending = Path(name).suffix.lower() or ".doc"
    if program is None:
        raise InputError(f"{name} needs LibreOffice, which is not installed; install it, or save the file as .docx")
    with tempfile.TemporaryDirectory(prefix="summarizer-") as folder:
        source = Path(folder) / f"report{ending}"
        source.write_bytes(data)
        profile = Path(folder) / "profile"
        command = [
            program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to", "docx", "--outdir", str(Path(folder) / "out"), str(source),
        ]  # fmt: skip
        try:
            subprocess.run(
                command, capture_output=True, timeout=_LIMIT, check=False, env={**os.environ, "HOME": folder}
            )
        except subprocess.TimeoutExpired:
            raise InputError(f"{name} took LibreOffice more than {_LIMIT} seconds; save the file as .docx") from None
        except OSError as error:
            raise InputError(f"{name}: LibreOffice could not be started ({error.strerror}); save as .docx") from None
        made = Path(folder) / "out" / "report.docx"
        if not made.is_file():
            raise InputError(f"{name} could not be read by LibreOffice; save the file as .docx")
        return made.read_bytes()
