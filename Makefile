# What each command does: README.md
PYTHON ?= python3

.PHONY: run setup test demo bench bench-large pictures lock format

run:
	@$(PYTHON) config/bootstrap.py run

setup:
	@$(PYTHON) config/bootstrap.py setup

test:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --target-version 5.2 --check
	DEBUG=on .venv/bin/mypy .
	.venv/bin/pytest -n 2 --dist worksteal
	.venv/bin/python -m tests.postgres_server .venv/bin/pytest -m postgres
	WAYMARK_TEST_SQLITE_FILE=var/test-concurrency.sqlite3 .venv/bin/pytest -m postgres -k concurren

demo:
	@$(PYTHON) config/bootstrap.py demo

# PAGES=lesson measures one page.
bench:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/python -m benchmarks

bench-large:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/python -m benchmarks.large

pictures:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/pytest -q tests/journeys/pictures.py

format:
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --target-version 5.2

# Universal, hashed, and without any address: needs `uv` on the PATH.
lock:
	cd requirements && uv pip compile runtime.in --universal --python-version 3.11.5 --generate-hashes --no-header --no-annotate -o runtime.txt
	cd requirements && uv pip compile dev.in -c runtime.txt --universal --python-version 3.11.5 --generate-hashes --no-header --no-annotate -o dev.txt
