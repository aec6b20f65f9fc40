# What each command does: README.md and docs/contributing.md
PYTHON ?= python3
PORT ?= 8000

.PHONY: run dev setup check test style types test-postgres test-sqlite test-others \
	test-bare test-machines storm demo bench bench-large pictures sbom lock format

run:
	@$(PYTHON) config/bootstrap.py run $(PORT)

dev:
	@$(PYTHON) config/bootstrap.py dev $(PORT)

setup:
	@$(PYTHON) config/bootstrap.py setup

# Where this is set, every run of the tests, and every process that they start, would compile all.
check test: export PYTHONDONTWRITEBYTECODE :=

check:
	@$(PYTHON) config/bootstrap.py test
	@$(MAKE) --no-print-directory style types
	.venv/bin/pytest -q -n 2 --dist worksteal $$(.venv/bin/python -m tests.changed)

test:
	@$(PYTHON) config/bootstrap.py test
	@$(MAKE) --no-print-directory style
	@$(MAKE) --no-print-directory --jobs=2 $(OUTPUT_SYNC) test-postgres test-sqlite types test-others

style:
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --target-version 5.2 --check

# The make of macOS does not know it.
OUTPUT_SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync)

# Of these, `make test` runs two at a time. All but the last, the longest, keep one processor busy:
# it begins when the first of the two processors has nothing else to do.
types:
	DEBUG=on .venv/bin/mypy .

test-postgres:
	.venv/bin/python -m tests.postgres_server .venv/bin/pytest -m postgres

test-sqlite:
	WAYMARK_TEST_SQLITE_FILE=var/test-concurrency.sqlite3 .venv/bin/pytest -m postgres $$(find tests -name '*concurren*.py')

# It starts from the migrated database that test-sqlite keeps; "+" shows its progress at once.
test-others: test-sqlite
	+.venv/bin/pytest -n 2 --dist worksteal

# SEED=17 blows as a storm before that printed this number.
SECONDS ?= 600
storm:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/python -m tests.storm $(SECONDS) $(SEED)

# As root, on Linux with debootstrap. OFFLINE=1 walks without internet, KEEP=1 keeps the folder.
test-bare:
	$(PYTHON) -m tests.bare

demo:
	@$(PYTHON) config/bootstrap.py demo

# PAGES=lesson measures one page.
bench:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/python -m benchmarks

bench-large:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/python -m benchmarks.large

# Two web machines and two workers on shared servers: docs/scaling.md says what it needs.
test-machines:
	.venv/bin/python -m tests.machines

pictures:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/pytest -q tests/journeys/pictures.py

format:
	@$(PYTHON) config/bootstrap.py test
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --target-version 5.2

# What a site runs on, as CycloneDX. The tool and the packages that it looks at have environments of
# their own: .venv also holds what only tests need.
SBOM = var/sbom
sbom:
	$(PYTHON) -m venv $(SBOM)/tool
	$(SBOM)/tool/bin/pip install --quiet --require-hashes -r requirements/sbom.txt
	$(PYTHON) -m venv --clear --without-pip $(SBOM)/site
	$(SBOM)/tool/bin/pip --python $(SBOM)/site install --quiet --require-hashes \
		-r requirements/runtime.txt
	$(SBOM)/tool/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--spec-version 1.6 --of JSON -o $(SBOM)/packages.json $(SBOM)/site
	$(SBOM)/tool/bin/python config/sbom.py $(SBOM)/packages.json $(SBOM)/waymark.cdx.json

# Universal, hashed, and without any address: needs `uv` on the PATH.
LOCK = uv pip compile --universal --python-version 3.11.5 --generate-hashes --no-header \
	--no-annotate
lock:
	cd requirements && $(LOCK) runtime.in -o runtime.txt
	cd requirements && $(LOCK) dev.in -c runtime.txt -o dev.txt
	cd requirements && $(LOCK) several-machines.in -c runtime.txt -o several-machines.txt
	cd requirements && $(LOCK) sbom.in -o sbom.txt
