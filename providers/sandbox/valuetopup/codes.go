package valuetopup

import (
	"net/http"

	"simdesk/providers/sandbox/sim"
)

// The codes that the simulator answers by itself.
const (
	done        = "000"
	outOfRange  = "001"
	poor        = "003"
	badNumber   = "501"
	failedTopup = "502"
	soldOut     = "510"
	// The document names no code for what follows.
	noSku       = "511"
	noCurrency  = "512"
	notFound    = "850"
	processing  = "851"
	underWay    = "852"
	noESIM      = "854"
	wrongPerson = "855"
)

// catalogueOfErrors is GET /catalog/errors. The codes from 000 to 999 that the
// provider's pages and its older interface name are theirs, in our words; the
// rest is ours, because the document gives neither the list nor a code for,
// say, a transaction that nobody knows.
var catalogueOfErrors = []struct{ code, text string }{
	{done, "Success"},
	{outOfRange, "The amount is outside the range of this denomination"},
	{poor, "Customer credit limit exceeded"},
	{"004", "Daily transaction limit exceeded"},
	{"005", "Outside the hours of this location"},
	{"009", "Daily limit of this user exceeded"},
	{"015", "Unexpected error, the top-up was not completed"},
	{"027", "This number was recharged too recently, try again in 15 minutes"},
	{"032", "The limit of 200 USD a day for this number is reached"},
	{"033", "The format of the number is wrong"},
	{"035", "Exposure limit exceeded"},
	{"041", "The carrier is under maintenance"},
	{"500", "The account of the subscriber is not activated"},
	{badNumber, "The Subscriber number is not valid"},
	{failedTopup, "The top-up was not successful, the account may be suspended"},
	{"503", "The subscriber would exceed the limit of the account"},
	{soldOut, "SKU is out of stock"},
	{noSku, "SKU is not available for this operation"},
	{noCurrency, "Transaction currency is not supported for this SKU"},
	{"520", "Internal error of the carrier"},
	{"530", "Daily limit of the carrier exceeded"},
	{"540", "Possible duplicate, this number was recharged recently"},
	{"560", "The carrier timed out"},
	{"570", "The carrier is not available"},
	{"580", "No communication with the carrier"},
	{"590", "Unexpected error of the carrier"},
	{"600", "Unknown error of the carrier"},
	{notFound, "Transaction not found"},
	{processing, "Transaction is being processed"},
	{underWay, "Transaction is under execution"},
	{noESIM, "eSIM not found"},
	{wrongPerson, "This operation does not fit the transaction"},
	{"998", "The system is offline, back in 10 minutes"},
	{"999", "Unspecified system error"},
}

func messageOf(code string) string {
	for _, e := range catalogueOfErrors {
		if e.code == code {
			return e.text
		}
	}
	return "Unknown error"
}

func (s *Simulator) listErrors(*http.Request) sim.Answer {
	list := make([]map[string]string, len(catalogueOfErrors))
	for i, e := range catalogueOfErrors {
		list[i] = map[string]string{"errorCode": e.code, "errorDescription": e.text}
	}
	return success(list)
}

// testCode is the code that a phone, account or SIM number asks for: one that
// ends in 99 and a code of the catalogue is answered with that code, as with
// the numbers that a provider publishes for trying things out. 851 and 852 are
// sales that take a while and then succeed.
func testCode(number string) string {
	if len(number) < 5 || number[len(number)-5:len(number)-3] != "99" {
		return ""
	}
	code := number[len(number)-3:]
	for _, e := range catalogueOfErrors {
		if e.code == code && code != done {
			return code
		}
	}
	return ""
}
