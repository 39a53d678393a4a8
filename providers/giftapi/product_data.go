package giftapi

import (
	"regexp"
	"strconv"
	"strings"

	"simdesk/providers"
)

// No attribute of an eSIM is documented but the sample name "10GB Europe
// Data". What follows reads the usual spellings and gives up at any doubt: a
// plan whose size is not known is better than one that is wrong.

var (
	sizeText = regexp.MustCompile(`(?i)(\d+(?:[.,]\d+)?)\s*((?:TB|GB|MB)\b|ТБ|ГБ|МБ)(\s*(?:/|per\b|a\b|в)\s*(?:day|день)|\s*daily)?`)
	daysText = regexp.MustCompile(`(?i)(?:^|[^\d.,])(\d{1,4})\s*-?\s*(?:(?:days?|d)(?:[^a-z]|$)|дней|дня|день)`)
	perDay   = regexp.MustCompile(`(?i)(?:/|\bper\s|\ba\s|\bin\s)\s*day|\bdaily\b`)
	endless  = regexp.MustCompile(`(?i)\bunlimited\b|безлимит`)
	talking  = regexp.MustCompile(`(?i)\b(?:calls?|minutes?|mins?|sms|texts?|voice)\b`)
)

// dataOf reads the allowance from the attributes, else from the first name
// that states one.
func dataOf(sku, product facts, names []string) providers.Data {
	for _, f := range []facts{sku, product} {
		if d, ok := dataAttribute(f); ok {
			return d
		}
	}
	for _, name := range names {
		if d, ok := dataText(name); ok {
			return d
		}
	}
	return providers.Data{}
}

func dataAttribute(f facts) (providers.Data, bool) {
	if v := strings.ToLower(f.value("unlimited", "isunlimited", "unlimiteddata", "dataunlimited")); v == "true" || v == "1" || v == "yes" {
		return providers.Data{Unlimited: true, Raw: "Unlimited"}, true
	}
	for _, in := range []struct{ key, unit string }{{"datagb", "GB"}, {"gb", "GB"}, {"datamb", "MB"}, {"mb", "MB"}} {
		if v := f.value(in.key); v != "" {
			return dataText(v + " " + in.unit)
		}
	}
	for _, key := range []string{"data", "dataamount", "datavolume", "datalimit", "dataquota", "volume", "traffic", "internet", "allowance"} {
		v := f.value(key)
		if v == "" {
			continue
		}
		if _, err := providers.ParseDecimal(v); err == nil {
			v += " " + f.value(key+"unit", "dataunit", "unit")
		}
		if d, ok := dataText(v); ok {
			return d, true
		}
	}
	return providers.Data{}, false
}

// dataText reads a text that states one size. "1 GB/day" and two different
// sizes keep their words only.
func dataText(s string) (providers.Data, bool) {
	all := sizeText.FindAllStringSubmatch(s, -1)
	switch {
	case len(all) == 0 && endless.MatchString(s) && !talking.MatchString(s):
		return providers.Data{Unlimited: true, Raw: "Unlimited"}, true
	case len(all) != 1:
		return providers.Data{}, false
	}
	m := all[0]
	raw := providers.Data{Raw: strings.TrimSpace(m[0])}
	if m[3] != "" || perDay.MatchString(s) || endless.MatchString(s) {
		return raw, true
	}
	if bytes := bytesOf(m[1], m[2]); bytes != nil {
		raw.Bytes = *bytes
	}
	return raw, true
}

// bytesOf is an amount of data, nil when number or unit are not understood.
// "1,000" is left alone: it is a thousand or one.
func bytesOf(number, unit string) *int64 {
	size := map[string]int64{
		"KB": providers.KB, "MB": providers.MB, "GB": providers.GB, "TB": providers.TB,
		"МБ": providers.MB, "ГБ": providers.GB, "ТБ": providers.TB,
	}[strings.ToUpper(strings.TrimSpace(unit))]
	if i := strings.IndexByte(number, ','); i >= 0 && len(number)-i == 4 {
		return nil
	}
	d, err := providers.ParseDecimal(strings.Replace(number, ",", ".", 1))
	bytes, ok := providers.Size(d, size)
	if err != nil || size == 0 || !ok {
		return nil
	}
	return &bytes
}

// daysOf reads the validity from the attributes, else from the first name that
// states one; 0 when it is not known. A bare number counts as days only where
// its key says so.
func daysOf(sku, product facts, names []string) int {
	for _, f := range []facts{sku, product} {
		if n, err := strconv.Atoi(f.value("validitydays", "durationdays", "days", "validdays", "validityindays", "perioddays")); err == nil && n > 0 {
			return n
		}
		for _, key := range []string{"validity", "duration", "period", "validityperiod"} {
			v := f.value(key)
			if _, err := strconv.Atoi(v); err == nil {
				v += " " + f.value(key+"unit", key+"type")
			}
			if n := daysIn(v); n > 0 {
				return n
			}
		}
	}
	for _, name := range names {
		if n := daysIn(name); n > 0 {
			return n
		}
	}
	return 0
}

// daysIn is the one number of days that a text names, 0 when it names none or
// two different ones.
func daysIn(s string) int {
	found := 0
	for _, m := range daysText.FindAllStringSubmatch(s, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil || n == 0 || (found != 0 && n != found) {
			return 0
		}
		found = n
	}
	return found
}
