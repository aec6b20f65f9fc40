"""Find the files of a storage that no row names."""

from collections.abc import Callable, Iterator

from django.core.files.storage import Storage

CHUNK_SIZE = 100


def unnamed_files(
    storage: Storage, folder: str, recorded: Callable[[list[str]], set[str]]
) -> Iterator[str]:
    """Yield the names of the files in a folder that no row names; none if it is missing.

    recorded: returns which of these names, at most a hundred, rows have.
    """
    try:
        _folders, file_names = storage.listdir(folder)
    except FileNotFoundError:
        return
    names = [f"{folder}/{file_name}" for file_name in file_names]
    for start in range(0, len(names), CHUNK_SIZE):
        chunk = names[start : start + CHUNK_SIZE]
        named = recorded(chunk)
        yield from (name for name in chunk if name not in named)
