"""How is the gallery shown? ``python -m tests.gallery`` renews the tables and the pictures of docs/gallery.md.

The prose of the page is written by hand. What is computed stands between comments, which also say what is wanted:

    <!-- bottling_line: kpis throughput_rate station:filler/oee -->
    (a table)
    <!-- end -->

``python -m tests.gallery bottling_line two_plants`` renews these alone.
"""
