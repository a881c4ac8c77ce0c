"""Questions put off into batches of the provider, which answers them within a day for less money.

The store of answers stays the place where every answer is: a batch only fills it. What is under way is remembered in
the same file, so that nothing is sent twice, whenever a process ends.
"""
