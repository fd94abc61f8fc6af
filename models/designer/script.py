"""A run of the designer as a plain Keras program: the same rows, the same first weights, the same batches."""

from __future__ import annotations

from models.designer import script_fitting, script_inputs, script_reading
from models.recipe import InputError, Json
from models.script import Run, heading

SUMMARY = "A network by the two tables of Deep Learning with Python (1E §4.5 and ch. 9, 2E ch. 6)."
_TABLES = ("csv-table", "csv-text", "csv-mixed", "csv-series", "jsonl")


def script(run: Run) -> str:
    """Give the program.

    Raises:
        InputError: `script_not_available` for a data set of a format that no short program reads the same way.
    """
    network: Json = run.data["network"]
    sections = (
        heading(run, summary=SUMMARY).rstrip() + "\n\n" + script_reading.IMPORTS,
        _settings(run, network),
        _reading(run, network),
        script_inputs.SPLIT.replace("STRATA", script_inputs.STRATA[network["task"]]),
        _encoding(network),
        _targets(network),
        _network(run, network),
        script_fitting.TRAINING,
        script_fitting.METRICS[network["task"]]
        + 'metrics |= {"loss": loss_on(test), "best_epoch": float(best_epoch)}\n'
        "print(json.dumps({name: float(value) for name, value in metrics.items()}))\n",
    )
    return "\n".join(sections)


def _settings(run: Run, network: Json) -> str:
    settings: Json = {
        "SEED": run.seed,
        "SPLIT_SEED": run.data["split_seed"],
        **{name.upper(): run.params[name] for name in ("epochs", "batch_size", "patience", "learning_rate")},
        "EVALUATION_BATCH": network["evaluation_batch"],
        "NAMES": network["names"],
    }
    return "\n".join(f"{name} = {value!r}" for name, value in settings.items()) + "\n"


def _reading(run: Run, network: Json) -> str:
    """Give the lines that set `x`, `y` and `part`."""
    sample = run.data.get("sample") is not None or run.data.get("source") == "generated"
    input, task = network["input"], network["task"]
    if sample:
        told = f"path = Path(sys.argv[1])  # the file of GET /api/v1/designer/samples/{input}/{task}\n"
        return told + (_records(run, network) if input == "text" else _arrays(network, own=False))
    told = "path = Path(sys.argv[1])  # the file that the run learned from\n"
    form = run.data["layout"]["format"]
    if form == "npz":
        return told + _arrays(network, own=True)
    if form == "images-zip":
        settings = script_reading.PICTURES.replace("SIDE", str(network["shape"][0]))
        return told + settings.replace("CHANNELS", str(network["shape"][2]))
    if form in _TABLES and input in ("vector", "text"):
        return told + _records(run, network)
    message = f"A run on data of the format {form} read as {input} is not told as a program."
    raise InputError(message, "script_not_available")


def _arrays(network: Json, *, own: bool) -> str:
    lines = script_reading.ARRAYS
    if own:
        lines += (
            script_reading.ARRAYS_OWN.get(network["input"], "")
            + script_reading.ARRAYS_ANSWERS[network["task"]]
            + script_reading.DISTINCT
        )
    if network["input"] == "vector":
        lines += script_reading.ARRAYS_TABLE
    return lines


def _records(run: Run, network: Json) -> str:
    sample: Json = {"target": network["names"] if network["task"] == "regression" else ["label"], "text": "text"}
    layout: Json = run.data.get("layout") or {**sample, "part": None, "format": "jsonl"}
    lines = f"TARGET = {layout['target']!r}\nTEXT = {layout['text']!r}\nPART = {layout['part']!r}\n"
    lines += f"MISSING = {run.params['missing']!r}\n"
    lines += script_reading.JSONL if layout["format"] == "jsonl" else script_reading.CSV
    lines += script_reading.ANSWER[network["task"]]
    if network["input"] == "text":
        return lines + script_reading.TEXTS
    return f"COLUMNS = {network['columns']!r}\n" + lines + script_reading.TABLE


def _encoding(network: Json) -> str:
    """Give the lines that define `inputs(rows)`."""
    input = network["input"]
    if input == "text":
        bag = network["architecture"] == "bigrams"
        return script_inputs.WORDS + (script_inputs.BAG if bag else script_inputs.ORDER)
    if input == "vector":
        return f"COLUMNS = {network['columns']!r}\n" + script_inputs.CODEC
    return script_inputs.IMAGE if input == "image" else script_inputs.SCALED


def _targets(network: Json) -> str:
    if network["task"] == "single-label":
        return "answers = y.astype('int32')\n"
    if network["task"] == "regression" and not network["bounded"]:
        return script_inputs.SCALED_ANSWERS
    return "answers = y.reshape(len(y), -1).astype('float32')\n"


def _network(run: Run, network: Json) -> str:
    transformer = any(code.startswith("TransformerEncoder") for code in network["layers"])
    kind = "int32" if network["input"] == "text" and network["architecture"] != "bigrams" else "float32"
    lines = [script_inputs.TRANSFORMER] if transformer else []
    lines += [
        "keras.utils.set_random_seed(SEED)",
        f"example = hidden = keras.Input({tuple(network['shape'])}, dtype={kind!r})",
    ]
    lines += [f"hidden = {code}(hidden)" for code in network["layers"]]
    lines += ["model = keras.Model(example, hidden)"]
    loss = repr(network["loss"])
    if run.params["imbalance"] == "class_weights":
        counts = network["counts"]
        weights = [sum(counts) / (len(counts) * max(1, count)) for count in counts]
        lines += [script_fitting.WEIGHTED.replace("WEIGHTS", repr(weights)).replace("LOSS", loss)]
        loss = "weighted"
    lines += [f"model.compile(keras.optimizers.Adam(LEARNING_RATE), loss={loss}, jit_compile=False)\n"]
    return "\n".join(lines)
