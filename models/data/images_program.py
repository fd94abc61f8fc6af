"""The lines of a plain program that read pictures as `models.data.images` does, and split them alike."""

from __future__ import annotations

from models.script import Run


def image_imports(run: Run) -> str:
    """Give what `image_lines` needs beside NumPy and Pillow."""
    if run.data.get("source") == "uploaded":
        return "import hashlib\nimport io\nimport zipfile\n"
    return "import gzip\n"


def image_lines(run: Run) -> str:
    """Give the lines that set `images` `(n, h, w, c)`, `labels`, `classes` and `published_test` from `path`.

    For a person's zip the program must have set `SIDE` and imported `Image` and `ImageOps` of Pillow.
    """
    if run.data.get("source") == "uploaded":
        return _OWN
    return _CSV if run.data.get("name") == "digits" else _NPZ if run.data.get("name") == "mnist" else _IDX


_CSV = """values = np.loadtxt(gzip.open(path), delimiter=",", dtype=np.uint8)  # 784 pixels, then the label
images, labels = values[:, :-1].reshape(-1, 28, 28, 1), values[:, -1].astype(np.int64)
classes, published_test = 10, None
"""
_NPZ = """with np.load(path) as arrays:
    images = np.concatenate([arrays["x_train"], arrays["x_test"]])[..., None]
    labels = np.concatenate([arrays["y_train"], arrays["y_test"]]).astype(np.int64)
    classes, published_test = 10, np.arange(len(images)) >= len(arrays["x_train"])
"""
_IDX = """

def idx(name):
    content = gzip.decompress((path / name).read_bytes())
    shape = np.frombuffer(content, ">u4", count=content[3], offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(shape)


images = np.concatenate([idx(f"{part}-images-idx3-ubyte.gz") for part in ("train", "t10k")])[..., None]
labels = np.concatenate([idx(f"{part}-labels-idx1-ubyte.gz") for part in ("train", "t10k")]).astype(np.int64)
classes, published_test = 10, np.arange(len(images)) >= 60_000
"""
_OWN = """pictures, folders = {}, []  # different pictures by their pixels, and the folder of each
with zipfile.ZipFile(path) as archive:
    for name in sorted(archive.namelist()):
        hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        if hidden or not name.lower().endswith((".png", ".jpg", ".jpeg", ".webp")):
            continue
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(archive.read(name)))).convert("RGB")
        edge = min(picture.size)
        left, top = (picture.width - edge) // 2, (picture.height - edge) // 2
        square = picture.crop((left, top, left + edge, top + edge)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        pixels = np.asarray(square, np.uint8)
        if pictures.setdefault(hashlib.sha256(pixels.tobytes()).digest(), pixels) is pixels:
            folders.append(Path(name).parent.name)
images = np.stack(list(pictures.values()))
if not (images != images[..., :1]).any():  # grey pictures keep one channel: luminance, ITU-R BT.601
    grey = images.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    images = np.rint(grey).astype(np.uint8)[..., None]
names = sorted(set(folders))
classes = len(names) if len(names) > 1 and "" not in names else 0
labels = np.array([names.index(folder) if classes else 0 for folder in folders])
published_test = None
"""
SPLIT = """
# A tenth of each class for validation and a tenth for the test.
rng = np.random.default_rng(113)


def share(rows, fraction):
    chosen = []
    for label in np.unique(labels[rows]):
        mine = rng.permutation(rows[labels[rows] == label])
        chosen.append(mine[: max(1, round(len(mine) * fraction))])
    return np.sort(np.concatenate(chosen))


everything = np.arange(len(images))
test = share(everything, 0.1) if published_test is None else everything[published_test]
rest = np.setdiff1d(everything, test)
validation = share(rest, 0.1 * len(images) / len(rest))
train = np.setdiff1d(rest, validation)
"""
