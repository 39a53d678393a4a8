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

test:
	@.ci/deps test
	CGO_ENABLED=1 go test -race -timeout 15m ./...

bench:
	@.ci/deps build
	go test -run '^$$' -bench . -benchmem ./...

lint:
	@.ci/deps build
	@.ci/lint

fmt:
	gofmt -w $$(git ls-files '*.go')
