package roamify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"simdesk/providers"
)

func pageRequest(n int) string { return fmt.Sprintf("GET /api/esim/packages?page=%d&pageSize=50", n) }

// groupsOf makes destinations first..last with the given packages each.
func groupsOf(first, last, packages int) string {
	var groups []string
	for g := first; g <= last; g++ {
		var plans []string
		for p := range packages {
			plans = append(plans, fmt.Sprintf(`{"packageId":"g%d-p%d"}`, g, p))
		}
		groups = append(groups, fmt.Sprintf(`{"countryCode":"JP","packages":[%s]}`, strings.Join(plans, ",")))
	}
	return ok(`{"packages":[` + strings.Join(groups, ",") + `]}`)
}

func list(t *testing.T, c *Client) (ids []string, pages []int, err error) {
	t.Helper()
	err = c.Catalog(context.Background(), func(p providers.CatalogPage) error {
		pages = append(pages, p.Page)
		for _, x := range p.Products {
			ids = append(ids, x.ID)
		}
		return nil
	})
	return ids, pages, err
}

func TestCatalogPages(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		answers []string
		ids     int
		pages   []int
	}{
		"one short page":                  {[]string{groupsOf(1, 3, 2)}, 6, []int{1}},
		"pages count destinations":        {[]string{groupsOf(1, 50, 1), groupsOf(51, 60, 2)}, 70, []int{1, 2}},
		"pages count packages":            {[]string{groupsOf(1, 5, 10), groupsOf(6, 7, 3)}, 56, []int{1, 2}},
		"full last page, then none":       {[]string{groupsOf(1, 50, 1), groupsOf(1, 0, 0)}, 50, []int{1}},
		"page is ignored: the same again": {[]string{groupsOf(1, 50, 2), groupsOf(1, 50, 2)}, 100, []int{1}},
		"pages overlap":                   {[]string{groupsOf(1, 50, 1), groupsOf(50, 60, 1)}, 60, []int{1, 2}},
		"nothing sold":                    {[]string{groupsOf(1, 0, 0)}, 0, []int{1}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var say []exchange
			for i, a := range tc.answers {
				say = append(say, exchange{Request: pageRequest(i + 1), Answer: a})
			}
			c := serve(t, say...)
			ids, pages, err := list(t, c)
			same(t, err, nil)
			same(t, len(ids), tc.ids)
			same(t, pages, tc.pages)
		})
	}
}

func TestCatalogThatBreaksOffIsAnError(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status int
		answer string
		times  int
	}{
		"a page fails":    {500, words("boom"), 3},
		"a page is HTML":  {200, "<html>", 1},
		"no list at all":  {200, ok(`{}`), 1},
		"list of null":    {200, ok(`{"packages":null}`), 1},
		"status not good": {200, `{"status":"failed","message":"no"}`, 3},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, exchange{Request: pageRequest(1), Answer: groupsOf(1, 50, 1)},
				exchange{Request: pageRequest(2), Status: tc.status, Answer: tc.answer, Times: tc.times})
			_, pages, err := list(t, c)
			same(t, judged(err).Kind, providers.KindUnavailable)
			same(t, pages, []int{1})
		})
	}
}

func TestCatalogStopsWhenTheCallerDoes(t *testing.T) {
	t.Parallel()
	c := serve(t, exchange{Request: pageRequest(1), Answer: groupsOf(1, 50, 1)})
	stop := errors.New("enough")
	if err := c.Catalog(context.Background(), func(providers.CatalogPage) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestProducts(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		group string
		want  providers.Product
	}{
		"local": {`{"countryName":"C&ocirc;te d'Ivoire","countryCode":"ci","geography":"local",
			"signals":[{"code":"CI","networks":["4G"],"carriers":["MTN","Orange"]}],
			"packages":[{"packageId":"a","package":"1 GB - 7 Days","day":7,"price":5,"dataAmount":1,"dataUnit":"GB","withHotspot":false,
			 "withDestinationInstall":true,"withUsageCheck":false,"apn":"net","isAPNAutomatic":false,"notes":["<b>Mind</b> &amp; gap"]}]}`,
			providers.Product{Provider: "roamify", ID: "a", Name: "Côte d'Ivoire, 1 GB - 7 Days", Kind: providers.KindESIM, Countries: []string{"CI"},
				Operator: "MTN, Orange", Data: providers.Data{Bytes: providers.GB, Raw: "1 GB"}, Days: 7, Cost: usd("5"),
				Networks: []providers.Network{{Country: "CI", Name: "MTN", Types: []string{"4G"}}, {Country: "CI", Name: "Orange", Types: []string{"4G"}}},
				Notes: []providers.Reason{providers.Quoted("Mind & gap"), providers.Because("roamify.install_there"), providers.Because("roamify.no_hotspot"),
					providers.Because("roamify.no_usage"), providers.Because("roamify.apn", "name", "net")}}},
		"region": {`{"countryName":"Africa","countryCode":"AF","geography":"regional",
			"signals":[{"code":"ZA","carriers":["Vodacom"]},{"code":"EG"},{"code":"AFR"}],
			"packages":[{"packageId":"b","package":"Africa 512 MB","day":"30","price":"3.40","dataAmount":"512","dataUnit":"MB"}]}`,
			providers.Product{Provider: "roamify", ID: "b", Name: "Africa 512 MB", Kind: providers.KindESIM, Countries: []string{"ZA", "EG"}, Region: "Africa",
				Data: providers.Data{Bytes: 512 * providers.MB, Raw: "512 MB"}, Days: 30, Cost: usd("3.40"),
				Networks: []providers.Network{{Country: "ZA", Name: "Vodacom"}}}},
		"region without signals": {`{"countryName":"Africa","countryCode":"AF","geography":"Regional","packages":[{"packageId":"c"}]}`,
			providers.Product{Provider: "roamify", ID: "c", Name: "Africa", Kind: providers.KindESIM, Region: "Africa"}},
		"unlimited by amount, start date": {`{"countryName":"Japan","countryCode":"JP","packages":[{"packageId":"d","package":"Unlimited","day":5,"price":null,
			"dataAmount":9007199254740991,"dataUnit":"MB","requirements":{"travelDate":true},"withTopUp":true,"activation":"installation"}]}`,
			providers.Product{Provider: "roamify", ID: "d", Name: "Japan, Unlimited", Kind: providers.KindESIM, Countries: []string{"JP"}, Days: 5,
				Data: providers.Data{Unlimited: true, Raw: "Unlimited"}, CanTopUp: providers.Yes, Instructions: providers.Because("roamify.starts", "when", "installation"),
				Fields: []providers.Field{{Name: "start_date", Label: "Start date", Type: providers.TypeDate, Required: true}}}},
		"nested, amount not applicable": {`{"countryCode":"JP","packages":[{"packageId":"e","package":"Voice","data":{"dataAmount":-1,"dataUnit":"MB"}}]}`,
			providers.Product{Provider: "roamify", ID: "e", Name: "Voice", Kind: providers.KindESIM, Countries: []string{"JP"}}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, exchange{Request: pageRequest(1), Answer: ok(`{"packages":[` + tc.group + `]}`)})
			err := c.Catalog(context.Background(), func(p providers.CatalogPage) error {
				same(t, p.Products, []providers.Product{tc.want})
				return nil
			})
			same(t, err, nil)
		})
	}
}
