"""What turns the program into a deployment, and what stands in for AWS on one machine."""
