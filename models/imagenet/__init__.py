"""What any photo shows, out of the box: a network that knows the 1,000 classes of ImageNet (1E §5.3, 2E ch. 8)."""
