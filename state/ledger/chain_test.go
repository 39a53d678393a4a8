package ledger

import (
	"testing"
	"time"

	"simdesk/providers"
)

// The canonical encoding is part of the file: old ledgers must still verify.
func TestHashIsWhatItWas(t *testing.T) {
	t.Parallel()
	e := Event{Seq: 7, OrderID: "id", At: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), Clerk: "Ana", State: providers.StateFailed, Payload: []byte(`{"state":"failed"}`), PrevHash: "ff"}
	if got := hashOf(e); got != wantHash {
		t.Errorf("hash %s, want %s", got, wantHash)
	}
}

// printf '2:ff\n1:7\n2:id\n20:2026-03-01T09:00:00Z\n3:Ana\n6:failed\n18:{"state":"failed"}\n' | sha256sum
// printf '2:ff\n1:7\n2:id\n20:2026-03-01T09:00:00Z\n3:Ana\n6:failed\n18:{"state":"failed"}\n' | sha256sum
const wantHash = "7288254ee35ea922a0bcb55809eb89af267b6f995d9ed4c7fd8e202f0ba537cf"
