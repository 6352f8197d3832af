"""What stands in for AWS on one machine: an engine, a front door, a mail door, SES's outgoing side, a scanner."""
