"""Find and decode the QR codes in a picture, with zxing-cpp."""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from ingest.vision.quads import Pixels, Quad, as_quad, reduced

# Pixels: a larger picture is reduced to this; a module (the least square) of a card's code still has 2 then.
LONGEST_SIDE = 1600


@dataclass(frozen=True, slots=True, eq=False)
class QrCode:
    """A decoded code: its text and its place in the picture's pixels."""

    text: str
    outline: Quad


def find_qr_codes(pixels: Pixels) -> list[QrCode]:
    """All QR codes in a picture (RGB, uint8) that can be decoded, in any direction, light on dark too.

    Their outlines run clockwise from the code's own top left.
    """
    import zxingcpp

    height, width = pixels.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    small = reduced(pixels, round(width * scale), round(height * scale)) if scale < 1 else pixels
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    codes = []
    for code in zxingcpp.read_barcodes(grey, formats=wanted):
        place = code.position
        corners = [place.top_left, place.top_right, place.bottom_right, place.bottom_left]
        codes.append(QrCode(code.text, as_quad([[corner.x / scale, corner.y / scale] for corner in corners])))
    return codes
