package reloadly

import (
	"simdesk/providers/sandbox/sim"
)

// Operators whose top-ups end otherwise than well. The first is the sandbox's
// own, recorded; of the others the documents give only the statuses.
const (
	StalledOperator  = 1213 // refuses after a long wait and keeps no record
	RefundedOperator = 1301 // PROCESSING, then REFUNDED
	FailedOperator   = 1302 // PROCESSING, then FAILED
	InactiveOperator = 1303 // listed, but takes no orders
)

// documented lists the operators that the documents and the recorded answers
// name, with their figures where those are given.
func documented() []*operator {
	return []*operator{
		{id: 173, name: "Digicel Haiti", country: at("HT"), min: dec("4"), max: dec("100"), rate: dec("121.46"), discount: dec("2")},
		{id: 174, name: "Natcom Haiti", country: at("HT"), min: dec("0.45"), max: dec("104"), rate: dec("67.12"), discount: dec("13"),
			popular: dec("15"), fees: fees{international: dec("0.94"), local: dec("300")}, suggests: true},
		{id: 289, name: "Orange Mali", country: at("ML"), local: true, localMin: dec("100"), localMax: dec("50000"),
			min: dec("0.2"), max: dec("99.01"), rate: dec("505"), rateScale: 11, discount: dec("3.5"), popular: dec("10"),
			fees: fees{international: dec("0.000038")}},
		{id: 341, name: "MTN Nigeria", country: at("NG"), local: true, localMin: dec("50"), localMax: dec("50000"),
			min: dec("0.04"), max: dec("35.71"), rate: dec("1400"), discount: dec("3"), discountL: dec("0.5"), popular: dec("10")},
		{id: 342, name: "Airtel Nigeria", country: at("NG"), local: true, localMin: dec("50"), localMax: dec("50000"),
			min: dec("0.04"), max: dec("35.71"), rate: dec("1400"), discount: dec("3"), popular: dec("10")},
		{id: 535, name: "EE PIN England", country: at("GB"), pin: true, rate: dec("0.7"), discount: dec("2"), local: true,
			plans: []plan{pounds("7.14", "5"), pounds("14.29", "10"), pounds("21.43", "15"), pounds("28.57", "20"), pounds("42.86", "30")}},
		{id: 548, name: "T-Mobile RTR USA", country: at("US"), min: dec("10"), max: dec("100"), rate: dec("1"), discount: dec("5"), popular: dec("25")},
		{id: 549, name: "Airlink PIN USA", country: at("US"), pin: true, rate: dec("1"), discount: dec("4"),
			plans: []plan{{amount: dec("5")}, {amount: dec("10")}, {amount: dec("25")}}},
		{id: 640, name: "Airtel Niger", country: at("NE"), local: true, localMin: dec("100"), localMax: dec("50000"),
			min: dec("0.2"), max: dec("98.93"), rate: dec("505.43"), discount: dec("4"), popular: dec("10")},
		{id: 645, name: "9Mobile (Etisalat) Nigeria Data", country: at("NG"), data: true, local: true, rate: dec("360"), discount: dec("6"),
			plans: []plan{{dec("0.14"), dec("50"), "25MB (24 hours)"}, {dec("2.78"), dec("1000"), "Data 1GB (30 days)"}}},
		{id: 672, name: "Wind PIN Greece", country: at("GR"), pin: true, min: dec("5"), max: dec("20"), rate: dec("0.82"), discount: dec("1.5")},
		// Nauta's denominations are nowhere given, only that 10 is one.
		{id: 685, name: "Nauta Cuba", country: at("CU"), email: true, min: dec("5"), max: dec("50"), rate: dec("24"), popular: dec("10")},
		{id: StalledOperator, name: "Glo Special Bundle Nigeria", country: at("NG"), bundle: true, rate: dec("1400"), discount: dec("5"), fate: stalled,
			plans: []plan{{amount: dec("0.5"), about: "Special Plan - 1GB, 1 Day"}, {amount: dec("5"), about: "Small Plan - 2GB, 7 Days"}}},
		{id: RefundedOperator, name: "Tusass Greenland", country: at("GL"), min: dec("5"), max: dec("50"), rate: dec("6.12"), discount: dec("4"), fate: refunded},
		{id: FailedOperator, name: "Digicel Nauru", country: at("NR"), min: dec("5"), max: dec("50"), rate: dec("1.45"), discount: dec("4"), fate: failed},
		{id: InactiveOperator, name: "Nauta Hogar Cuba", country: at("CU"), email: true, inactive: true, min: dec("5"), max: dec("50"), rate: dec("24")},
	}
}

func pounds(dollars, local string) plan { return plan{amount: dec(dollars), local: dec(local)} }

// at is a country of the map. The codes above all stand on it.
func at(code string) sim.Country {
	c, _ := sim.CountryOf(code)
	return c
}
