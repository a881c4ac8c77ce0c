"""The facts about a text that every engine may use: its ledger, sentences, outline, years, and what it is."""
