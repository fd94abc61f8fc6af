"""What the text recipes share: settings, training and answering over bags of words."""
