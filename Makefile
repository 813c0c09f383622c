# `make run` and `make test` are the two commands; everything else serves them.
PYTHON ?= python3
VENV = .venv/bin/python

.PHONY: run test bench faults messages lock screenshots lighthouse clean

run:
	@$(PYTHON) scripts/bootstrap.py local && $(VENV) -m scripts.run

test:
	@$(PYTHON) scripts/bootstrap.py dev && $(VENV) -m scripts.check

bench:
	@$(PYTHON) scripts/bootstrap.py dev && $(VENV) -m benchmarks.run

# Break things on purpose; `make faults MAILS=300` is quicker than the whole.
faults:
	@$(PYTHON) scripts/bootstrap.py dev && MAILS=$(MAILS) KILLS=$(KILLS) $(VENV) -m faults.run

messages:
	@$(PYTHON) scripts/bootstrap.py dev && $(VENV) -m scripts.messages

screenshots:
	@$(PYTHON) scripts/bootstrap.py dev && $(VENV) -m scripts.screenshots

lighthouse:
	@$(PYTHON) scripts/bootstrap.py dev && $(VENV) -m scripts.lighthouse

# Newest versions within the lower bounds, written down exactly, without index addresses.
lock:
	@$(PYTHON) scripts/bootstrap.py dev --newest && $(VENV) -m scripts.lock

clean:
	rm -rf .venv .data staticfiles artifacts
