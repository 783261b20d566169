"""A photograph from outside, made safe to keep: what is seen on it, and nothing that was said beside it."""

import io
import warnings

from PIL import Image, ImageOps

from countydesk.domain.problems import Refused

LONGEST_SIDE = 1280  # pixels
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
PIXELS_AT_MOST = 50_000_000


def made_safe(content: bytes) -> bytes:
    """A photograph turned as it was held, at most 1280 px, as JPEG without EXIF, GPS or comment.

    Raises `Refused` for what is no picture or too large. The picture is painted into a new
    image, because Pillow keeps comments and profiles otherwise.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > PIXELS_AT_MOST:
                    raise Image.DecompressionBombError
                turned = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError:
        raise Refused("照片超过 5000 万像素,请缩小后再添加。") from None
    except MemoryError:
        raise
    except Exception as fault:  # whatever Pillow's readers meet in a damaged file
        raise Refused("这个文件不是能识别的照片(支持 JPG、PNG、WEBP、BMP),请换一张。") from fault
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", turned.size)
    clean.paste(turned)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82)
    return out.getvalue()
