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

// Age is how old something may be, written as "24h" or "90m".
type Age struct{ time.Duration }

// longestAge is a month: a price from before says nothing about today's.
const longestAge = 30 * 24 * time.Hour

// UnmarshalText reads an age between a minute and a month.
func (a *Age) UnmarshalText(text []byte) error {
	got, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err != nil || got < time.Minute || got > longestAge {
		return errors.New(`is not a time between a minute and 30 days: write it like "24h"`)
	}
	*a = Age{got}
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
