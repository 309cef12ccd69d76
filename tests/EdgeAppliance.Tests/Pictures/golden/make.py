"""Makes the pictures beside it, and what Pillow makes of them: run with Debian's python3-pil and python3-numpy, in this folder."""
import numpy as np
from PIL import Image

WIDTH, HEIGHT = 75, 53


def scene():
    """Slopes, edges, and noise that does not change."""
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    noise = np.random.default_rng(7).integers(0, 40, (HEIGHT, WIDTH))
    red = 255 * x // (WIDTH - 1)
    green = 255 * y // (HEIGHT - 1)
    blue = np.where((x - 40) ** 2 + (y - 25) ** 2 < 200, 230, 30) - noise // 2 + 10
    return np.stack([red, green, blue], 2).clip(0, 255).astype(np.uint8)


def save(name, image):
    open(name, "wb").write(np.asarray(image.convert("RGB")).tobytes())


def main():
    image = Image.fromarray(scene())
    image.save("scene.png")
    image.save("scene.jpg", quality=90)
    image.save("progressive.jpg", quality=90, progressive=True, subsampling=0)
    image.save("scene.webp", lossless=True, exact=True)
    image.save("lossy.webp", quality=90)
    image.convert("L").save("grey.png")
    image.quantize(16).save("palette.png")
    image.convert("RGBA").save("alpha.png")
    for name in ["scene.png", "scene.jpg", "progressive.jpg", "lossy.webp", "grey.png", "palette.png"]:
        save(name + ".rgb", Image.open(name))
    for width, height in [(32, 32), (20, 40), (150, 106), (75, 9)]:
        save(f"resized-{width}x{height}.rgb", image.resize((width, height), Image.BILINEAR))
    open("grey.luma", "wb").write(np.asarray(image.convert("L")).tobytes())


main()
