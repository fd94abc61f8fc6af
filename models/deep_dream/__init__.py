"""DeepDream: changes a photo until a network sees more of what it already sees."""
