"""One module per DVC stage: listing this folder lists the DAG."""
