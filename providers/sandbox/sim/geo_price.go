package sim

import (
	"github.com/shopspring/decimal"
)

// centsPerGB is the wholesale price of the first gigabyte, by tier.
var centsPerGB = [...]int64{0: 150, 1: 62, 2: 118, 3: 236, 4: 465, 5: 930}

// bulk is the part of the full price, in percent, that each gigabyte costs up
// to a size. Adding it up in slices keeps more data from ever costing less.
var bulk = []struct{ upToMB, percent int64 }{
	{1024, 100}, {3 * 1024, 86}, {5 * 1024, 74}, {10 * 1024, 62}, {20 * 1024, 52}, {50 * 1024, 44}, {1 << 40, 38},
}

// Price is what a provider charges for a data plan in US dollars, to the cent.
// It follows from the seed; more data or more days never cost less. A plan of
// 0 MB is unlimited.
func (w *World) Price(provider string, c Country, megabytes int64, days int) decimal.Decimal {
	return w.price(provider, c.Code, centsPerGB[c.tier], megabytes, days)
}

// PriceIn is Price for a region.
func (w *World) PriceIn(provider string, r Region, megabytes int64, days int) decimal.Decimal {
	level := int64(210)
	if r.Name == Global {
		level = 390
	}
	return w.price(provider, r.Code, level, megabytes, days)
}

func (w *World) price(provider, code string, level, megabytes int64, days int) decimal.Decimal {
	mood := 92 + w.Rand("price", provider, code).Int64N(17) // percent: no two providers agree
	if megabytes == 0 {
		cents := level * int64(100+days*110) / 100 * mood / 100
		return decimal.New(cents, -2)
	}
	var sum, below int64 // hundredths of a cent, times 1024
	for _, b := range bulk {
		part := min(megabytes, b.upToMB) - below
		if part <= 0 {
			break
		}
		sum += part * level * b.percent
		below = b.upToMB
	}
	cents := sum / 1024 / 100 * mood / 100
	return decimal.New(20+cents*int64(100+days)/100, -2)
}
