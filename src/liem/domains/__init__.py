"""One room per duty; none imports another."""
