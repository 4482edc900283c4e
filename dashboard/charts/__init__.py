"""Pure functions from rows to Vega-Lite specifications."""
