package main

// helpers is the file beside the rewritten ones.
const helpers = `package %s

import (
	mutantos "os"
	mutantconv "strconv"
	mutantsync "sync"
)

var (
	mutantNow  = mutantAsked()
	mutantFile = mutantos.Getenv("MUTANT_SEEN")
	mutantSeen mutantsync.Map
)

func mutantAsked() int {
	n, _ := mutantconv.Atoi(mutantos.Getenv("MUTANT"))
	return n
}

func mutantOn(n int) bool {
	if mutantFile != "" {
		if _, seen := mutantSeen.LoadOrStore(n, true); !seen {
			f, err := mutantos.OpenFile(mutantFile, mutantos.O_APPEND|mutantos.O_CREATE|mutantos.O_WRONLY, 0o600)
			if err != nil {
				panic(err)
			}
			_, _ = f.WriteString(mutantconv.Itoa(n) + "\n")
			_ = f.Close()
		}
	}
	return n == mutantNow
}

func mutantNothing[T any](on bool, v T) T {
	if on {
		var none T
		return none
	}
	return v
}

func mutantMore[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~float64](on bool, v T) T {
	if on {
		return v + 1
	}
	return v
}

func mutantSign[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~float64](on bool, v T) T {
	if on {
		return -v
	}
	return v
}

func mutantWord[T ~string](on bool, v T) T {
	if on {
		return v + "\x00"
	}
	return v
}

func mutantNumber[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint](on bool, v T) T {
	if on {
		return v ^ 0x55
	}
	return v
}

func mutantPick[T any](on bool, other, own T) T {
	if on {
		return other
	}
	return own
}
`
