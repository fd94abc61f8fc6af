"""Networks trained by others, loaded from files that ordinary Python packages carry."""
