"""What is known of the domain: catalogue, units, numerals, vocabulary, the one lexicon; its data is in `schemas/`."""
