"""Many reports: files found in folders and archives, labelled on every core or in one event loop, put into a store."""
