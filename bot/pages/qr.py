"""QR codes as SVG."""

from __future__ import annotations

import io

import segno

QUIET_ZONE = 4  # modules of light around the code, as ISO/IEC 18004 wants


def qr_svg(text: str) -> bytes:
    """A code for *text* that fills its frame: dark on white in dark mode too, since many readers know no inverted codes.

    Error correction M: a sheet of paper gets creases. Raises segno.DataOverflowError beyond 2,331 bytes.
    """
    code = segno.make_qr(text, error="m", boost_error=False)
    image = io.BytesIO()
    code.save(image, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return image.getvalue()
