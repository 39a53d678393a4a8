package config

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// Decimal is an exact number, written in quotes: "0.10".
type Decimal struct{ decimal.Decimal }

// UnmarshalText reads a decimal; whole numbers may stand without quotes.
func (d *Decimal) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if s == "" {
		*d = Decimal{}
		return nil
	}
	got, err := providers.ParseDecimal(s)
	if err != nil {
		return errors.New(`is not a number: write it like "12.50"`)
	}
	*d = Decimal{got}
	return nil
}

// Limit is an exact amount, or none: "".
type Limit struct{ amount *decimal.Decimal }

// UnmarshalText reads an amount as Decimal does; "" sets no limit.
func (l *Limit) UnmarshalText(text []byte) error {
	*l = Limit{}
	if strings.TrimSpace(string(text)) == "" {
		return nil
	}
	var d Decimal
	if err := d.UnmarshalText(text); err != nil {
		return err
	}
	l.amount = &d.Decimal
	return nil
}

// Duration is a time written as "60s" or "2m", or as a number of seconds.
type Duration struct{ time.Duration }

// longestTimeout is longer than any provider's slowest operation.
const longestTimeout = 10 * time.Minute

// UnmarshalText reads a duration of at most ten minutes.
func (d *Duration) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if s == "" {
		*d = Duration{}
		return nil
	}
	got, err := time.ParseDuration(s)
	if seconds, asNumber := strconv.Atoi(s); asNumber == nil && seconds <= int(longestTimeout/time.Second) {
		got, err = time.Duration(seconds)*time.Second, nil
	}
	if err != nil || got <= 0 || got > longestTimeout {
		return errors.New(`is not a time up to 10 minutes: write it like "60s"`)
	}
	*d = Duration{got}
	return nil
}
