package catalog

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// calculator computes the keys that rows are sorted by, in whole units of
// 10^-8: the same figures as Pricing.Price, a hundred times faster, which is
// most of what building an index takes. What does not fit is left to Price.
type calculator struct {
	pricing  Pricing
	usable   bool
	factor   fraction // 1 + markup
	step     uint64   // the rounding, in units
	currency map[string]fraction
}

type fraction struct{ num, den uint64 }

// unitPlaces is the exponent of a unit, the same as conversionPlaces so that a
// converted amount is a whole number of them.
const unitPlaces = conversionPlaces

func newCalculator(p Pricing) *calculator {
	c := &calculator{pricing: p, currency: map[string]fraction{p.Currency: {1, 1}}}
	factor, ok1 := asFraction(p.factor())
	step, ok2 := asFraction(p.step())
	c.factor, c.usable = factor, ok1 && ok2 && pow10[unitPlaces]%step.den == 0
	if c.usable {
		var high uint64
		high, c.step = bits.Mul64(step.num, pow10[unitPlaces]/step.den)
		c.usable = high == 0 && c.step < math.MaxInt64/c.factor.den
	}
	for code, rate := range p.Rates {
		if r, ok := asFraction(rate); ok && code != p.Currency && rate.IsPositive() {
			c.currency[code] = r
		}
	}
	return c
}

// pow10 holds what a uint64 can of the powers of ten.
var pow10 = func() (p [19]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

// asFraction returns a positive decimal of few digits as num/den.
func asFraction(d decimal.Decimal) (fraction, bool) {
	coefficient, exp := d.CoefficientInt64(), d.Exponent()
	if exp > unitPlaces || exp < -unitPlaces || !decimal.New(coefficient, exp).Equal(d) {
		return fraction{}, false
	}
	return fractionOf(coefficient, exp)
}

func fractionOf(coefficient int64, exp int32) (fraction, bool) {
	if coefficient <= 0 || coefficient > math.MaxInt32*int64(1000) {
		return fraction{}, false
	}
	if exp >= 0 {
		high, num := bits.Mul64(uint64(coefficient), pow10[exp])
		return fraction{num, 1}, high == 0
	}
	return fraction{uint64(coefficient), pow10[-exp]}, true
}

// keys returns the sort keys of a segment's i-th cost.
func (c *calculator) keys(s *segment, i int) costKeys {
	if k, ok := c.quick(s.costs.at(i)); ok && c.usable {
		return k
	}
	m := s.cost(i)
	if m == nil {
		return costKeys{unpriced, unpriced}
	}
	return c.slow(*m)
}

// quick reads a cost as putDecimal and putText wrote it, without making a
// decimal of it.
func (c *calculator) quick(b []byte) (costKeys, bool) {
	exp, n := binary.Varint(b)
	if n <= 0 || n >= len(b) || b[n] != 0 || exp < -unitPlaces || exp > unitPlaces {
		return costKeys{}, false
	}
	b = b[n+1:]
	coefficient, n := binary.Varint(b)
	if n <= 0 || n >= len(b) || int(b[n]) != len(b)-n-1 {
		return costKeys{}, false
	}
	rate, known := c.currency[string(b[n+1:])]
	amount, fits := fractionOf(coefficient, int32(exp))
	if !known || !fits {
		return costKeys{}, false
	}
	return c.price(amount, rate)
}

func (c *calculator) price(amount, rate fraction) (costKeys, bool) {
	units, fits := mulDiv(amount.num, pow10[unitPlaces]/amount.den, 1, 0)
	if !fits {
		return costKeys{}, false
	}
	own, fits := mulDiv(units, rate.num, rate.den, rate.den/2)
	if !fits {
		return costKeys{}, false
	}
	divisor := c.factor.den * c.step
	steps, fits := mulDiv(own, c.factor.num, divisor, divisor-1)
	if !fits {
		return costKeys{}, false
	}
	price, fits := mulDiv(steps, c.step, 1, 0)
	return costKeys{price, own}, fits && price < keyMost
}

// mulDiv returns (a × b + add) / den rounded down, and whether it fits.
func mulDiv(a, b, den, add uint64) (uint64, bool) {
	high, low := bits.Mul64(a, b)
	low, carry := bits.Add64(low, add, 0)
	high += carry
	if high >= den {
		return 0, false
	}
	q, _ := bits.Div64(high, low, den)
	return q, true
}

// keyMost is the key of every price too large for one.
const keyMost = math.MaxInt64

func (c *calculator) slow(m providers.Money) costKeys {
	price, _, ok := c.pricing.Price(m)
	if !ok {
		return costKeys{unpriced, unpriced}
	}
	own, _, _ := c.pricing.Convert(m)
	return costKeys{unitsOf(price.Amount), unitsOf(own.Amount)}
}

func unitsOf(d decimal.Decimal) uint64 {
	if !d.IsPositive() {
		return 0
	}
	if d.GreaterThan(decimal.New(keyMost, -unitPlaces)) {
		return keyMost
	}
	return uint64(d.Shift(unitPlaces).IntPart())
}
