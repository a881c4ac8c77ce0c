"""What the parts of the project say to each other: the report as JSON, the labels of an engine, the enumerations."""
