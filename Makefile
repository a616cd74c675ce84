# The two commands are `make course` and `make test`. Plain `make` lists everything.
#
# Every recipe goes through scripts/run.sh, which sets the project up when that is
# needed and then runs one command inside the project's own environment, .venv.
# Variables: PYTHON=python3.12 chooses the Python, PORT=9000 the port of `make course`,
# PARTS="unit browser" chooses parts of `make test`, UPGRADE=1 renews every pin in `make lock`.

RUN = exec sh scripts/run.sh

.PHONY: help course test build check lock screenshot clean

help:
	@echo "make course      set everything up and open the course in JupyterLab"
	@echo "make test        set everything up and run every test"
	@echo
	@echo "make build       rebuild the notebooks and the pages made from them"
	@echo "make check       check the lessons for mistakes, without running them"
	@echo "make lock        compile requirements.lock again from pyproject.toml"
	@echo "make screenshot  take the picture in the README again"
	@echo "make clean       delete what these commands made (never my-work/)"
	@echo
	@echo "Options: PYTHON=python3.12   PORT=9000 (course)   PARTS=\"unit browser\" (test)"

course:
	@$(RUN) summitry lab

test:
	@$(RUN) python scripts/test.py $(PARTS)

build:
	@sh scripts/run.sh summitry build
	@$(RUN) summitry syllabus

check:
	@$(RUN) summitry check

lock:
	@$(RUN) sh scripts/lock.sh

screenshot:
	@$(RUN) python scripts/screenshot.py

# Only what the commands above can make again. Your own work is in my-work/ and stays.
clean:
	rm -rf .venv .tools .make test-results htmlcov .coverage .coverage.* dist build
	rm -rf .hypothesis .mypy_cache .ruff_cache .import_linter_cache .pytest_cache
	find . -name __pycache__ -type d -not -path './my-work/*' -prune -exec rm -rf {} +
