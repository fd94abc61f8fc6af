"""The DCGAN: a generator that learns to draw from a discriminator that learns to doubt."""
