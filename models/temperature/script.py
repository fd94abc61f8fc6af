"""A run of the forecasting network as a plain Keras program: the same grid, windows, first weights and batches."""

from __future__ import annotations

from models.data.series_grid import LONGEST_FILL
from models.data.series_windows import MOST_WINDOWS, TRAIN, VALIDATION
from models.script import EVALUATION_BATCH, IMPORTS, Run, data_path, heading
from models.series import CLIP
from models.temperature.script_networks import network

SUMMARY = "Forecasts a series (Deep Learning with Python, 1E §6.3, 2E ch. 10), in order of time."
_USED = (
    "architecture", "units", "dropout", "recurrent_dropout", "sampling_minutes", "window", "horizon", "missing",
    "epochs", "batch_size", "learning_rate", "patience",
)  # fmt: skip


def script(run: Run) -> str:
    """Give the program. It leaves out the interval, and reads own files whose times are ISO or 31.12.2009, and even."""
    settings = "\n".join(f"{name.upper()} = {run.params[name]!r}" for name in _USED)
    numbers = {"LONGEST": LONGEST_FILL, "MOST": MOST_WINDOWS, "TRAIN": TRAIN, "REST": VALIDATION, "CLIP": CLIP}
    body = _GRID + _WINDOWS + network(run.params["architecture"]) + _LEARNING
    for name, value in (numbers | {"EVALUATED": EVALUATION_BATCH}).items():
        body = body.replace(f"<{name}>", repr(value))
    opening = _UNZIP if run.data["format"] == "jena-csv" else ""
    reading = {"weather-csv": _WEATHER, "jena-csv": _JENA}.get(run.data["format"], _OWN)
    return "\n".join(
        (
            heading(run, summary=SUMMARY) + IMPORTS,
            "import csv\nimport math\n\nimport keras\nimport numpy as np\nfrom keras import layers, ops\n",
            f"{settings}\nTARGET = {run.params['target']!r}\nSEED = {run.seed}\n",
            data_path(run) + opening + _READING + reading + body,
        )
    )


_UNZIP = """import zipfile

if zipfile.is_zipfile(path):
    with zipfile.ZipFile(path) as archive:
        path = archive.extract(next(name for name in archive.namelist() if name.endswith(".csv")))
"""
_READING = """
ABSENT = {"", "na", "n/a", "nan", "null", "none", "?", "-"}
with open(path, encoding="utf-8-sig", newline="") as stream:
    header, *rows = [row for row in csv.reader(stream) if any(row)]
column = {name: [row[i].strip() for row in rows] for i, name in enumerate(header)}


def numbers(name):
    return np.array([np.nan if cell.lower() in ABSENT else float(cell) for cell in column[name]])


def seconds(name):
    cells = [cell.removesuffix("Z") for cell in column[name]]
    if cells[0][2] == ".":  # 31.12.2009 13:00:00
        cells = [f"{cell[6:10]}-{cell[3:5]}-{cell[:2]}{cell[10:]}" for cell in cells]
    return np.array(cells, "datetime64[s]").astype(np.int64)

"""
_WEATHER = """
# Three stations in metric units; wind by its components: 359 and 1 degree are neighbours.
mph = numbers("wind_speed")
speed = np.where(mph < 200.0, mph * 0.44704, np.nan)
angle = np.where(speed == 0.0, 0.0, np.deg2rad(numbers("wind_dir")))
columns = {
    "temp": (numbers("temp") - 32.0) / 1.8,
    "dewp": (numbers("dewp") - 32.0) / 1.8,
    "humid": numbers("humid"),
    "wind_east": -speed * np.sin(angle),
    "wind_north": -speed * np.cos(angle),
    "wind_speed": speed,
    "precip": numbers("precip") * 25.4,
    "pressure": numbers("pressure"),
    "visib": numbers("visib") * 1.609344,
}
times, places = seconds("time_hour"), np.unique(column["origin"], return_inverse=True)[1]
TARGET = TARGET or "temp"
"""
_OWN = """
# The first column that holds times; every other column holds numbers.
first = {name: column[name][0] for name in header if len(column[name][0]) > 9}
time_name = next(name for name, cell in first.items() if cell[4] in "-/" or cell[2] == ".")
columns = {name: numbers(name) for name in header if name != time_name}
times, places = seconds(time_name), np.zeros(len(rows), np.int64)
TARGET = TARGET or list(columns)[-1]
"""
_JENA = """
columns = {name: numbers(name) for name in header[1:]}
columns = {name: np.where(column == -9999.0, np.nan, column) for name, column in columns.items()}
times, places = seconds(header[0]), np.zeros(len(rows), np.int64)
TARGET = TARGET or next(name for name in columns if name.startswith("T ("))
"""
_GRID = """
# An even grid for each place, cut where more rows are missing than may be filled.
names, values = list(columns), np.column_stack(list(columns.values()))
order = np.lexsort((times, places))
steps = np.diff(times[order])[np.diff(places[order]) == 0]
found, counts = np.unique(steps[steps > 0], return_counts=True)
own = int(found[counts.argmax()])
step = SAMPLING_MINUTES * 60 or own
assert (steps > 0).all() and (steps % own == 0).all() and step % own == 0, "this program reads even series only"


def filled(values):
    present, row = ~np.isnan(values), np.arange(len(values))[:, None]
    last = np.maximum.accumulate(np.where(present, row, -1), axis=0)
    before = np.take_along_axis(values, np.maximum(last, 0), axis=0)
    if MISSING == "forward-fill":
        return np.where(~present & (last >= 0) & (row - last <= <LONGEST>), before, values)
    if MISSING != "interpolate":
        return values
    following = np.minimum.accumulate(np.where(present, row, len(values))[::-1], axis=0)[::-1]
    after = np.take_along_axis(values, np.minimum(following, len(values) - 1), axis=0)
    width = np.maximum(following - last, 1)
    may = ~present & (last >= 0) & (following < len(values)) & (width - 1 <= <LONGEST>)
    return np.where(may, before + (after - before) * (row - last) / width, values)


segments = []  # time of the first row, values, whether they were measured
for place in np.unique(places):
    mine = order[places[order] == place]
    mine = mine[(times[mine] - (0 if times[mine][0] % own == 0 else times[mine][0])) % step == 0]
    at = (times[mine] - times[mine][0]) // step
    for part in np.split(np.arange(len(mine)), np.flatnonzero(np.diff(at) > <LONGEST> + 1) + 1):
        grid = np.full((at[part[-1]] - at[part[0]] + 1, len(names)), np.nan)
        grid[at[part] - at[part[0]]] = values[mine[part]]
        segments.append((int(times[mine[part[0]]]), filled(grid), ~np.isnan(grid)))
missing = np.mean(np.concatenate([~known for _, _, known in segments]), axis=0)
keep = (missing <= 0.5) | (np.array(names) == TARGET)  # a column that is mostly missing is left out
names = [name for name, kept in zip(names, keep) if kept]
segments = [(start, rows[:, keep], known[:, keep]) for start, rows, known in segments]
target = names.index(TARGET)
"""
_WINDOWS = """
# Windows that end "now", in order of time: no row is in two parts, and a horizon lies unused between them.
ends, offset = [], 0
for _, rows, known in segments:
    now = np.arange(WINDOW - 1, len(rows) - HORIZON)
    whole, seen = np.r_[0, np.cumsum(np.isnan(rows).any(axis=1))], np.r_[0, np.cumsum(known[:, target])]
    good = (whole[now + 1] == whole[now - WINDOW + 1]) & (seen[now + HORIZON + 1] > seen[now + 1])
    good &= known[now].all(axis=1) if MISSING == "interpolate" else known[now, target]
    ends.append(now[good] + offset)
    offset += len(rows)
ends = np.concatenate(ends)
clock = np.concatenate([start + np.arange(len(rows), dtype=np.int64) * step for start, rows, _ in segments])
values, known = (np.concatenate([segment[i] for segment in segments]) for i in (1, 2))
first, second = np.quantile(clock, [<TRAIN>, <TRAIN> + <REST>])
begins, last = clock[ends] - (WINDOW - 1) * step, clock[ends] + HORIZON * step
train = ends[last < first]
validation = ends[(begins >= first + HORIZON * step) & (last < second)]
test = ends[begins >= second + HORIZON * step]
train, validation, test = (part[:: -(-len(part) // <MOST>)] for part in (train, validation, test))

# Scaled by the rows before the end of the training part; the hour of the day as a point on a circle.
learned = [column[~np.isnan(column)] for column in values[clock < int(first)].T]
mean = np.array([column.mean() for column in learned])
spread = np.array([column.std() for column in learned])
spread = np.where(spread > 1e-9 * (np.abs(mean) + 1e-30), spread, 1.0)
inputs = np.clip((values - mean) / spread, -<CLIP>, <CLIP>)
if step < 86_400:
    angle = 2 * np.pi * (clock % 86_400) / 86_400
    inputs = np.concatenate([inputs, np.stack([np.sin(angle), np.cos(angle)], axis=-1)], axis=-1)
inputs = np.nan_to_num(inputs.astype(np.float32))


def windows(ends):
    return inputs[ends[:, None] + np.arange(1 - WINDOW, 1)]


def future(ends):
    ahead = ends[:, None] + np.arange(1, HORIZON + 1)
    return np.where(known[ahead, target], values[ahead, target], np.nan)


def changes(ends):  # how far the target moves from now, in deviations
    return ((future(ends) - values[ends, target][:, None]) / spread[target]).astype(np.float32)

"""
_LEARNING = """

def masked_error(truth, predicted):  # over the steps that were measured
    measured = ops.isfinite(truth)
    errors = ops.where(measured, truth, predicted) - predicted
    return ops.sum(ops.square(errors)) / ops.maximum(ops.sum(ops.cast(measured, "float32")), 1.0)


model.compile(keras.optimizers.Adam(LEARNING_RATE), loss=masked_error, jit_compile=False)
model.optimizer.build(model.trainable_variables)
targets, judged = changes(train), changes(validation)
best, best_epoch, best_weights = math.inf, 0, None
for epoch in range(EPOCHS):
    order = np.random.default_rng([SEED, epoch]).permutation(len(train))
    for start in range(0, len(order), BATCH_SIZE):
        rows = order[start : start + BATCH_SIZE]
        model.train_on_batch(windows(train[rows]), targets[rows])
    total = 0.0
    for start in range(0, len(validation), <EVALUATED>):
        rows = slice(start, start + <EVALUATED>)
        logs = model.test_on_batch(windows(validation[rows]), judged[rows], return_dict=True)
        total += float(logs["loss"]) * len(validation[rows])
    if PATIENCE and total / len(validation) < best:
        best, best_epoch, best_weights = total / len(validation), epoch + 1, model.get_weights()
    if PATIENCE and epoch + 1 - best_epoch >= PATIENCE:
        break
if best_weights is not None:
    model.set_weights(best_weights)

# The error on the test part, against "as it is now".
parts = [
    np.asarray(model(windows(test[start : start + <EVALUATED>]), training=False))
    for start in range(0, len(test), <EVALUATED>)
]
now, truth = values[test, target], future(test)
forecast = now[:, None] + np.concatenate(parts).astype(np.float64) * spread[target]
at = ~np.isnan(truth[:, -1])
error, baseline = np.abs(truth - forecast)[at, -1].mean(), np.abs(truth[:, -1] - now)[at].mean()
metrics = {
    "mae": float(error),
    "rmse": float(np.sqrt(np.square(truth - forecast)[at, -1].mean())),
    "baseline_mae": float(baseline),
    "improvement_percent": float(100 * (1 - error / baseline)),
    "mae_all_steps": float(np.nanmean(np.abs(truth - forecast))),
    "best_epoch": best_epoch or EPOCHS,
}
print(json.dumps(metrics))
"""
