"""What the bench `pictures` is held against: a file, how often, and whether JPEG is decoded whole or small. Prints pictures a second of a processor's time."""
import sys
import time

from PIL import Image, ImageOps

file, count, way = sys.argv[1], int(sys.argv[2]), sys.argv[3]
content = open(file, "rb").read()


def fitted():
    import io

    image = Image.open(io.BytesIO(content))
    if way == "draft":
        image.draft("RGB", (569, 320))
    return ImageOps.pad(image, (320, 320), Image.BILINEAR)


for _ in range(3):
    fitted()
start = time.process_time()
for _ in range(count):
    fitted()
print(count / (time.process_time() - start))
