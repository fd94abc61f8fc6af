"""Photos by class: small convnets from scratch, and pretrained networks as a base (1E §5, 2E ch. 8-9)."""
