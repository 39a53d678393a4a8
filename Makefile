# Everything that is needed beyond Go, make and git is fetched by .ci/deps.

BIN := bin/simdesk
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.PHONY: demo build test bench lint fmt

demo: build
	$(BIN) demo

build:
	@.ci/deps build
	@mkdir -p bin
	go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN) .

# Races are looked for everywhere but in SQLite's translated C, which takes no
# part in any of ours and half of the time otherwise.
test:
	@.ci/deps test
	CGO_ENABLED=1 go test -race -gcflags='modernc.org/...=-race=false' -timeout 75m ./...

bench:
	@.ci/deps build
	go test -run '^$$' -bench . -benchmem ./...

lint:
	@.ci/deps build
	@.ci/lint

fmt:
	gofmt -w $$(git ls-files '*.go')

# The long proof: SALES orders under faults in virtual time, REAL ones over real
# sockets, then KILLS kills of the program.
SALES ?= 50000
REAL ?= 2000
KILLS ?= 500
SEED ?= 0

.PHONY: torture
torture:
	@.ci/deps test
	@sum=$$(mktemp); go test -run '^TestTorture$$' -count 1 -timeout 3h -v ./test \
		-torture.virtual=$(SALES) -torture.sales=$(REAL) -torture.kills=$(KILLS) -torture.seed=$(SEED) -torture.sum=$$sum; \
		status=$$?; cat $$sum; rm -f $$sum; exit $$status

# Every fuzz target for FUZZTIME; their seeds run with the other tests.
FUZZTIME ?= 10s

.PHONY: fuzz mutate
fuzz:
	@.ci/deps build
	@git grep '^func Fuzz' -- '*_test.go' | sed 's|/[^/]*:func \(Fuzz[A-Za-z0-9]*\).*| \1|' | while read -r dir target; do \
		echo "$$dir $$target"; go test "./$$dir" -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) || exit 1; done

# Small defects in the code that spends, of which a test must notice each that
# .ci/survivors does not name: hours for everything, see PACKAGES.
PACKAGES ?=

mutate:
	@.ci/deps test
	go run ./.ci/mutate $(PACKAGES)
