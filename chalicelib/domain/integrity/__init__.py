"""What a dossier of an integrity matter is. Standard library only."""
