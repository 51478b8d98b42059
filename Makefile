# Shortcuts for developers. Everything here is a `./liem` or `.venv/bin` command; users need no make.
.PHONY: help dev demo test check fmt docs words locks clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

dev: ## prepare the developer's environment
	uv sync --all-extras

demo: ## the fictional commune
	./liem demo

test: ## everything, as CI runs it
	./liem test

check: ## style, layers, types: seconds
	.venv/bin/ruff check . liem
	.venv/bin/ruff format --check . liem
	.venv/bin/lint-imports
	.venv/bin/mypy

fmt: ## format
	.venv/bin/ruff format . liem
	.venv/bin/ruff check --fix . liem

docs: ## pages that are made from code
	.venv/bin/python tools/settings_page.py
	.venv/bin/python tools/commands_page.py
	.venv/bin/python tools/events_page.py
	.venv/bin/python tools/models_page.py
	.venv/bin/python tools/draw_flows.py
	.venv/bin/python tools/procedures_page.py
	.venv/bin/python tools/verify_page.py

words: ## the catalogues of messages, after a Vietnamese string was added
	.venv/bin/python tools/messages.py
	.venv/bin/python tools/messages.py --missing

locks: ## requirements*.lock from uv.lock
	.venv/bin/python tools/locks.py

clean: ## what can be made again
	rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis
