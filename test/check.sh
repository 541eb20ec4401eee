#!/usr/bin/env bash
# What review asks for beside the tests. Prints every fault before it fails.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
step() {
	printf '== %s\n' "$1"
	shift
	"$@" || failed=1
}

unformatted() { local f; f=$(gofmt -l cmd internal test web/*.go); [ -z "$f" ] || { echo "run gofmt -w on: $f"; return 1; }; }

step 'gofmt' unformatted
step 'go vet' go vet -pgo=off ./...
step 'lint' go tool -modfile=tools/go.mod golangci-lint run ./...
step 'vulnerabilities' ./test/vulnerabilities.sh
step 'generated files are current' git diff --exit-code --stat
step 'the walls of the house' go test -count=1 ./test/house
step 'pages: types, lint, format' npm --prefix web run check
exit $failed
