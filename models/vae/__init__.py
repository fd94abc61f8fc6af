"""The variational autoencoder: pictures from a map of numbers, and back."""
