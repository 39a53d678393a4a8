package test

import (
	"os"
	"testing"
)

// Who reads a sale's answer may leave before it comes: the program ends as the
// order's state says, not by a signal that a script takes for a failed sale.
func TestASaleWhoseReaderLeftEndsAsItsStateSays(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "")
	cmd := c.command("buy", "--provider", "roamify", "--product", c.cheapest("roamify"), "--yes")
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = read.Close() // nobody will ever read
	cmd.Stdout = write
	err = cmd.Run()
	_ = write.Close()
	if sold := c.run("orders", "--state", "completed"); len(sold.Orders) != 1 {
		t.Fatalf("%+v", sold)
	}
	if err != nil {
		t.Errorf("the sale went through and the program says %v", err)
	}
}
