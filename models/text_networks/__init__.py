"""What the text recipes share: settings, networks over bags and sequences of words, training and answering."""
