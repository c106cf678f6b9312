"""QR codes. What they say is kept as text; an address in one is never opened."""

import cv2
import zxingcpp

from backend.adapters.reader.pictures import Pixels


def read_codes(pixels: Pixels) -> tuple[str, ...]:
    """The texts of the QR codes on a picture, tried at a second size when the first shows none."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    for scale in (1.0, 0.6):
        sized = grey if scale == 1.0 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found = zxingcpp.read_barcodes(sized, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        texts = tuple(dict.fromkeys(code.text[:500] for code in found if code.text))
        if texts:
            return texts
    return ()
