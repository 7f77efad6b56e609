"""CNCERT's own periodicals: the weekly, the monthly, the annual report and its summary."""
