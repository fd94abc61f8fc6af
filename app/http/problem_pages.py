"""What each error code means and what to do: the page behind a problem's `type`, and the registry for tests."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.errors import not_found

# code: (what it means, what to do)
PROBLEMS: dict[str, tuple[str, str]] = {
    "action_not_found": ("The model cannot do that.", "GET /api/v1/recipes says what its models can do."),
    "archive_corrupt": ("The zip cannot be read.", "Pack it again as a plain zip."),
    "archive_duplicate_entry": ("The zip holds a file twice, or two names that differ only in case.", "Rename one."),
    "archive_encrypted": ("The zip is encrypted.", "Pack it without a password."),
    "archive_invalid": ("The archive cannot be read.", "Send a .tar.gz or .zip that opens elsewhere."),
    "archive_lying_size": ("A file in the zip has another size than declared.", "Pack it again."),
    "archive_nested": ("The zip holds another archive.", "Put its files in directly."),
    "archive_symlink": ("The zip holds a link instead of a file.", "Put the file itself in."),
    "archive_too_large": ("The archive unpacks to more than is allowed.", "Send less data."),
    "archive_too_many_files": ("The zip holds more files than are allowed.", "Send fewer."),
    "archive_unsafe_path": ("A path in the zip leads out of its folder.", "Pack it with relative paths."),
    "artifact_corrupt": ("A stored file is missing or its bytes changed.", "Promote another version or train again."),
    "batch_empty": ("No query was sent.", "Send 1 to 256 queries."),
    "batch_too_large": ("Too many queries in one request.", "Split them, or ask for a job with Prefer: respond-async."),
    "bad_request": ("The request cannot be understood.", "See the detail."),
    "body_too_large": ("The body passes the limit.", "Send less; the detail names the limit."),
    "csv_duplicate_column": ("Two columns have the same name.", "Rename one."),
    "csv_empty": ("The CSV file is empty.", "Send a header line and rows."),
    "csv_invalid": ("The CSV file cannot be parsed.", "Look at the line the detail names."),
    "csv_missing_value": ("A value is missing.", "Fill it in, or choose a rule for missing values."),
    "csv_no_rows": ("The CSV file has only a header.", "Add rows."),
    "csv_not_a_number": ("A cell should hold a number.", "Write numbers like -1.5 or 2e3."),
    "csv_not_finite": ("A cell holds an infinite number.", "Remove or replace it."),
    "csv_row_width": ("A row has more or fewer cells than the header.", "Look at the line the detail names."),
    "csv_wrong_columns": ("The columns do not fit.", "The detail names the expected ones."),
    "csv_wrong_labels": ("The labels do not fit the recipe.", "The detail names the expected ones."),
    "cursor_invalid": ("The cursor did not come from this API.", "Take next_cursor from the page before."),
    "data_set_exists": ("The name is taken.", "Take another name."),
    "data_set_not_found": ("No such data set for this recipe.", "GET /api/v1/datasets lists them."),
    "database_busy": ("Another writer holds the database.", "Try again after Retry-After."),
    "database_unavailable": ("The database does not answer.", "Try again after Retry-After."),
    "dataset_corrupt": ("A data file has another digest than the catalogue says.", "Install or download it again."),
    "dataset_kind": ("The data set does not hold what the recipe needs.", "Choose another one."),
    "dataset_no_pictures": ("The zip holds no picture that can be read.", "Put PNG, JPEG or WebP files in."),
    "dataset_too_large": ("The data set passes the limit.", "Send fewer rows."),
    "dataset_too_small": ("Too few rows to train on.", "Add rows; the detail says how many."),
    "dataset_unavailable": (
        "No source of the data set can be reached.",
        "The detail says what was tried and what to do.",
    ),
    "dataset_unknown": ("No such data set.", "GET /api/v1/datasets lists them."),
    "dataset_without_classes": ("The pictures have no classes.", "Put each class into a folder of its own."),
    "diverged": ("The loss became NaN or infinite.", "Lower the learning rate."),
    "encode_choice": ("Neither or both of images and pixels were given.", "Give one of them."),
    "file_empty": ("The file is empty.", "Send a file with content."),
    "host_invalid": ("The Host header is not one of this server's.", "See CHAPTERHOUSE_ALLOWED_HOSTS."),
    "id_invalid": ("An id or name cannot exist.", "See the pattern in the OpenAPI document."),
    "idempotency_mismatch": ("The key was used for another request.", "Use a new key for a new request."),
    "image_animated": ("The picture has more than one frame.", "Send a single frame."),
    "image_base64_invalid": ("The picture is not valid base64.", "Encode the bytes of the file."),
    "image_corrupt": ("The picture is damaged or cut off.", "Open it in an editor and save it again."),
    "image_dimensions_invalid": (
        "The picture is too small or too narrow.",
        "Each side needs 32 pixels; the longer may be 8 times the shorter.",
    ),
    "image_empty": ("The picture file is empty.", "Send a file with content."),
    "image_format_unsupported": ("The picture is neither PNG, JPEG nor WebP.", "Save it as one of them."),
    "image_too_many_pixels": ("The picture has more than 24 million pixels.", "Make it smaller."),
    "input_kind_mismatch": ("What was sent is of another kind than is needed here.", "See the detail."),
    "internal": ("Something broke on our side.", "Report the request id."),
    "interpolate_ends": ("The two ends are missing or told twice.", "The detail says which to give."),
    "io_error": ("A file could not be read or written.", "Look at the worker's log."),
    "job_already_finished": ("The job has ended.", "Nothing is left to cancel."),
    "job_deleted": ("The job was deleted.", "Submit a new one with a new key."),
    "job_not_finished": ("The job still runs.", "Cancel it first."),
    "job_not_retryable": ("Only a job that did not succeed can be tried again.", "Fork it instead."),
    "json_invalid": ("The body is not valid JSON.", "Check it with any JSON parser."),
    "label_missing": ("The model draws by class and none was named.", "The detail names the classes."),
    "label_not_taken": ("The model does not draw by class.", "Leave the label out."),
    "label_unknown": ("The model knows no such class.", "The detail names the classes."),
    "latent_length": ("A latent vector has the wrong length.", "The detail says how long it must be."),
    "latent_too_far": ("The sum lies too far out.", "Take smaller weights."),
    "layer_twice": ("A layer is named twice.", "Name it once."),
    "layers_repeated": ("A layer is named twice.", "Name it once."),
    "media_type_unsupported": ("The content type does not fit.", "See the detail."),
    "method_not_allowed": ("The address does not take this method.", "See the OpenAPI document."),
    "model_deleted": ("The model was deleted.", "Train it again to bring it back."),
    "model_name_taken": ("Another recipe has a model of that name.", "Take another name."),
    "model_outdated": ("The version was made for an older answering code.", "Train the model again."),
    "model_not_ready": ("No version is in production.", "Train the model, or promote a version."),
    "model_not_servable": ("The version cannot answer online.", "Promote a version whose export succeeded."),
    "multipart_invalid": ("The multipart body cannot be read.", "Send one file in the field `file`."),
    "not_explainable": ("The recipe does not explain its answers.", "Ask for predictions only."),
    "not_found": ("There is nothing at this address.", "See the OpenAPI document."),
    "not_steerable": (
        "The setting cannot change while the job runs.",
        "Fork the job with another value.",
    ),
    "nothing_to_roll_back": ("The alias never named another version.", "Promote a version instead."),
    "number_not_finite": ("NaN and Infinity are not numbers here.", "Send finite numbers."),
    "number_out_of_range": ("The number does not fit 32 bits.", "Send a realistic value."),
    "octave_too_small": (
        "The smallest octave is smaller than the network allows.",
        "Take fewer octaves or a smaller scale.",
    ),
    "out_of_memory": ("The job ran out of memory.", "Lower the batch size."),
    "overloaded": ("Too many predictions are in flight.", "Try again after Retry-After."),
    "picture_choice": ("Neither or both of sample and upload were named.", "Name one of them."),
    "picture_flat": ("Every pixel of the picture has the same colour.", "Choose a picture that shows something."),
    "picture_too_narrow": ("The picture is too narrow.", "The detail says what is allowed."),
    "picture_too_small": ("The picture is smaller than the network allows.", "The detail says what is allowed."),
    "picture_unavailable": ("A sample picture cannot be read.", "Install the package that the detail names."),
    "pixels_length": ("A row of pixels has the wrong length.", "The detail says how long it must be."),
    "queue_full": ("The queue is full.", "Try again after Retry-After."),
    "range_invalid": ("More than one range was asked for.", "Ask for one range."),
    "receipt_invalid": (
        "The receipt does not describe a run that can be repeated.",
        "Send the PNG as it was downloaded.",
    ),
    "receipt_missing": (
        "The PNG carries no receipt.",
        "Send the PNG as it was downloaded.",
    ),
    "receipt_outdated": ("The model's files have changed since.", "Nothing proves or disproves the picture."),
    "same_picture": ("Content and style are the same picture.", "Choose two different pictures."),
    "shape_setting": (
        "The setting shapes the network of the saved epoch.",
        "Train anew with that setting.",
    ),
    "snapshot_mismatch": (
        "The saved epoch is of another network.",
        "Fork with the settings of its run.",
    "preset_of_other_recipe": ("The preset compares another recipe.", "Send the preset's own recipe, or none."),
    ),
    "script_not_available": (
        "This run is not told as a program.",
        "The detail says why; `scripted` of GET /api/v1/recipes names those that are.",
    ),
    "script_not_ready": ("The job has not succeeded.", "Wait for it, or look at a run that succeeded."),
    "snapshot_not_found": ("The saved epoch is not there.", "The files of its job name those that are."),
    "stalled": ("The job made no progress for too long.", "It was restarted; retry if it failed."),
    "storage_full": ("The disk is full.", "Free space and try again."),
    "target_constant": ("All rows have the same target.", "There is nothing to learn; check the file."),
    "temperature_not_positive": (
        "The temperature must be above 0.",
        "Greedy sampling takes the likeliest choice.",
    ),
    "text_empty": ("The text holds no word.", "Send some text."),
    "text_invalid_unicode": ("The text holds U+0000 or half of a surrogate pair.", "Remove it."),
    "text_not_utf8": ("The file is not UTF-8.", "Save it as UTF-8."),
    "text_too_few_characters": ("The text has too few different characters.", "Send real text."),
    "text_too_long": ("The text passes the limit.", "Send at most 100,000 characters."),
    "text_too_short": ("The text is too short to learn from.", "Send at least 10,000 bytes."),
    "timeout": ("The job passed its deadline.", "Give it a longer deadline."),
    "unknown_kind": ("The recipe knows no such kind of job.", "GET /api/v1/recipes tells the kind."),
    "uri_too_long": ("The address is too long.", "Shorten it."),
    "validation_error": ("A field does not fit.", "`errors` names each field and what is allowed."),
    "version_not_found": ("The model has no such version or alias.", "GET /api/v1/models/{model}/versions lists them."),
    "weights_unreadable": ("A file of pretrained weights cannot be read.", "Install its package again."),
    "worker_lost": ("The worker died too often while running the job.", "Look at the log; then retry."),
    "wrong_feature_count": ("Features are missing or unknown.", "The detail names them."),
}
NOT_FOUND = {
    f"{noun}_not_found"
    for noun in ("artifact", "claim", "comparison", "file", "job", "model", "picture", "problem", "recipe", "upload")
}
router = APIRouter(prefix="/problems", tags=["problems"], include_in_schema=False)


@router.get("/{code}")
async def problem_page(code: str) -> HTMLResponse:
    """What a code means, for the person who followed the link."""
    if code not in PROBLEMS and code not in NOT_FOUND:
        raise not_found("problem", code)
    meaning, advice = PROBLEMS.get(code, ("There is no such thing by that name.", "The lists tell which names exist."))
    title = code.replace("_", " ").capitalize()
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
        f'<p>{meaning}</p><p>{advice}</p><p><a href="/docs">API</a></p></html>'
    )
    "variants_needed": ("A comparison needs a preset or variants, not both.", "Name one of them."),
    "variants_same_name": ("Two variants have the same name.", "Rename one."),
