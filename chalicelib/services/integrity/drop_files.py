"""Somebody leaves the form without sending it: what was put in the bucket for it goes again."""

from typing import TYPE_CHECKING

from chalicelib.domain.integrity.uploads import upload_prefix

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.integrity.dossiers import DossierStore


def drop_files(key: "FormKey", dossiers: "DossierStore", files: "FileStore", house: "House") -> int:
    """How many files of a form were deleted; those that a dossier has stay. Raises Busy."""
    loose = [name for name, _ in files.under(upload_prefix(house.secret, key)) if dossiers.file_of(name) is None]
    for name in loose:
        files.drop(name)
    return len(loose)
