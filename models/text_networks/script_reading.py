"""The part of the program that reads a data set as the run read it."""

from __future__ import annotations

from models.data.readers import REUTERS_TOPICS
from models.script import Run


def reading(run: Run) -> str:
    """Give the lines that set `texts`, `labels` (words) and `held` (the publisher's test rows, or None)."""
    name, source = run.data.get("name"), run.data.get("source")
    if source == "packaged":
        return _REVIEWS if name == "imdb" else _FOLDERS
    if source == "canonical":
        topics = _KERAS_REUTERS.replace("TOPIC NAMES", " ".join(REUTERS_TOPICS))
        return _KERAS.replace("NAME", str(name)) + (_KERAS_IMDB if name == "imdb" else topics)
    return _ARCHIVE if name == "reuters" else _OWN


_REVIEWS = """
with open(path, encoding="utf-8-sig", newline="") as stream:
    table = [row for row in csv.DictReader(stream) if row["source"] == "imdb"]
texts = [row["text"] for row in table]
labels = [("negative", "positive")[int(row["label"])] for row in table]
held = None
"""
_FOLDERS = '''

def decoded(data):
    """A few of the files hold a lone pound sign in Latin-1."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


files = [file for file in path.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc")]
files.sort(key=lambda file: file.relative_to(path).as_posix())
texts, labels = [decoded(file.read_bytes()) for file in files], [file.parent.name for file in files]
held = None
'''
_OWN = """
csv.field_size_limit(1 << 24)
with open(path, encoding="utf-8-sig", newline="") as stream:
    table = list(csv.DictReader(stream))
texts, labels = [row["text"].strip() for row in table], [row["label"].strip() for row in table]
held = None
"""
_KERAS = """
word_of = {rank: word for word, rank in json.loads(path.with_name("NAME_word_index.json").read_text()).items()}
"""
_KERAS_IMDB = """with np.load(path, allow_pickle=True) as arrays:
    numbered = [*arrays["x_train"], *arrays["x_test"]]
    labels = [("negative", "positive")[int(label)] for label in (*arrays["y_train"], *arrays["y_test"])]
    held = np.arange(len(numbered)) >= len(arrays["x_train"])
texts = [" ".join(word_of.get(rank, "") for rank in ranks) for ranks in numbered]
"""
_KERAS_REUTERS = """TOPICS = "TOPIC NAMES".split()
with np.load(path, allow_pickle=True) as arrays:
    numbered, labels = list(arrays["x"]), [TOPICS[int(label)] for label in arrays["y"]]
texts = [" ".join(word_of.get(rank, "") for rank in ranks) for ranks in numbered]
held = None
"""
_ARCHIVE = """

def documents():
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return {Path(name).name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(path) as archive:
        return {Path(m.name).name: archive.extractfile(m).read() for m in archive if m.isreg()}


def between(text, opening, closing):
    return text.partition(opening)[2].partition(closing)[0]


wires = []  # newswires with one topic, then the 46 most frequent topics
for name, data in sorted(documents().items()):
    for wire in data.decode("latin-1").split("<REUTERS ")[1:] if re.fullmatch(r"reut2-\\d{3}\\.sgm", name) else ():
        topics = re.findall(r"<D>([^<]{1,60})</D>", between(wire, "<TOPICS>", "</TOPICS>"))
        title = between(wire, "<TITLE>", "</TITLE>")
        body = between(wire, "<BODY>", "</BODY>") or ("" if title else between(wire, "<TEXT", "</TEXT>"))
        body = body.partition(">")[2] if body.startswith(" TYPE") else body
        text = html.unescape(f"{title}\\n{body}").strip()
        if len(topics) == 1 and text:
            wires.append((text, topics[0].strip()))
counts = Counter(topic for _, topic in wires)
kept = set(sorted(counts, key=lambda topic: (-counts[topic], topic))[:46])
texts, labels = [text for text, topic in wires if topic in kept], [topic for _, topic in wires if topic in kept]
held = None
"""
