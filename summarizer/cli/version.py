"""`summarizer version`."""

from summarizer.cli.options import new_app
from summarizer.knowledge.resources import package_version

app = new_app()


@app.command()
def version() -> None:
    """Print the version."""
    print(package_version())
