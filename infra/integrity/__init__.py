"""The confidential house on AWS: its tables, keys, bucket, queue, pool, state machines, and what its functions may do."""
