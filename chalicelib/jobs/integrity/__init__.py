"""The confidential house's jobs: what follows a dossier, does its errands and watches over both."""
