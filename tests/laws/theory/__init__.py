"""What should a correct simulator measure? Closed forms and Markov chains, computed here, never typed in.

Times are in units of the caller; rates per the same unit. Every function names its source; ``test_theory.py`` holds
each of them to a published number or to a second derivation.
"""
