"""Charts: rows in, Vega-Lite specifications out. Neither Streamlit nor DuckDB is known here.

A specification is built once per language over named data sets and kept; the rows of a view are
handed over beside it.
"""
