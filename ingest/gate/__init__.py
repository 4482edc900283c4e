"""Each row is accepted, or refused with every reason; then the export as a whole."""
