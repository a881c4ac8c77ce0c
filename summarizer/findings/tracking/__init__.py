"""What a report tells about the one before: targets met or missed, commitments done, under way or passed over."""

from summarizer.findings.tracking.track import track

__all__ = ["track"]
