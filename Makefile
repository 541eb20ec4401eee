# Cosell: `make` alone prints the targets.
GO      ?= go
BIN     := bin/cosell
WEB     := web/dist/index.html
WEBSRC  := $(shell find web/src web/public web/index.html -type f 2>/dev/null)
export CGO_ENABLED ?= 0
# SQLite is C that was translated to Go: its pages and structures lie outside of Go's heap, where the race detector sees
# nothing, yet its instrumented code takes six times as long. So these packages alone are built without it; the driver
# above them, database/sql and all of ours are watched, and the locks between them still count. `make check` vets.
# What is tested need not be as fast as what is run, and compiles twice as fast without the profile of cmd/cosell.
RACE    := -pgo=off -race -vet=off -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc/...=-race=false

.DEFAULT_GOAL := help
.PHONY: help run story build test test-go test-web test-e2e needs check generate bench clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build pages and binary, start the demo (ARGS="--fresh --data DIR --listen HOST:PORT")
	$(BIN) demo $(ARGS)

story: build ## run the main job without a browser, step by step
	$(BIN) demo --story

build: $(WEB) ## pages and binary
	$(GO) build -trimpath -o $(BIN) ./cmd/cosell

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

test/conformance/node_modules/.package-lock.json: test/conformance/package-lock.json
	cd test/conformance && npm ci --no-audit --no-fund
	@touch $@

$(WEB): web/node_modules/.package-lock.json $(WEBSRC)
	cd web && npm run build

needs: web/node_modules/.package-lock.json test/conformance/node_modules/.package-lock.json ## install what the tests need
	./test/needs.sh

test: needs build test-go test-web test-e2e ## install what the tests need and run all of them

test-go: $(WEB) ## Go tests with the race detector, on SQLite and PostgreSQL, and the real SDK against the binary
	CGO_ENABLED=1 $(GO) test $(RACE) -timeout 20m ./...

test-web: web/node_modules/.package-lock.json ## unit tests and types of the pages
	cd web && npm run check && timeout 300 npm test

test-e2e: build ## the pages in a real browser, in English and Japanese
	cd web && npm run e2e

check: needs generate ## what review asks for: format, vet, lint, vulnerabilities, generated files, walls
	./test/check.sh

generate: ## write again what is generated from tables; review the diff
	$(GO) generate ./...

bench: build ## the figures of docs/benchmarks.md, as ratios in one run
	$(BIN) bench

clean: ## remove what was built and the demo's data
	rm -rf bin cosell-data web/dist/assets web/dist/index.html
