package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What a refresh is measured by: this many products, in one answer of Value
// Topup or over this many pages of Fyatu.
const (
	refreshed    = 100_000
	refreshPages = 1000
)

// plainSKU is a SKU as somebody would read it who wants nothing but the fields.
type plainSKU struct {
	SkuID, ProductID                                       int64
	ProductName, ProductDescription, BenefitType, Validity string
	FaceValue, MinAmount, MaxAmount, Discount              float64
	Pricing, Category, Region                              string
	IsSalesTaxCharged                                      bool
	SalesTax, ExchangeRate                                 float64
	CurrencyCode, CountryCode                              string
	LocalPhoneNumberLength                                 int
	InternationalCountryCode                               []string
	AllowDecimal                                           bool
	Fee                                                    float64
	OperatorName, DeliveryCurrencyCode, CarrierName        string
	SupportedTransactionCurrencies, AdditionalInformation  string
	LoanAmount                                             float64
}

type plainPackage struct {
	PackageID, Slug, Name, Tier string
	Destination                 struct{ Slug, Name, CountryCode, Type, ImageURL string }
	Data                        struct {
		Amount      float64
		Display     string
		IsUnlimited bool
	}
	Validity struct {
		Days    int
		Display string
	}
	Price struct {
		Amount   float64
		Currency string
	}
	Features struct {
		HasVoice, HasSMS       bool
		VoiceMinutes, SMSCount int
		PlanType               string
	}
	Operator struct{ Name, ImageURL, APNType, APNValue string }
	Coverage []struct {
		CountryCode, CountryName string
		Networks                 []struct {
			Name  string
			Types []string
		}
	}
	ShortInfo string
}

// refreshHost serves both lists. It writes them once.
func refreshHost(b *testing.B) *httptest.Server {
	var one bytes.Buffer
	one.WriteString(`{"responseCode":"000","responseMessage":null,"payLoad":[`)
	pages := make([][]byte, refreshPages)
	perPage := refreshed / refreshPages
	for i := range pages {
		var page bytes.Buffer
		page.WriteString(`{"success":true,"status":200,"message":"","data":{"packages":[`)
		for n := i * perPage; n < (i+1)*perPage; n++ {
			if n%perPage > 0 {
				page.WriteByte(',')
			}
			if n > 0 {
				one.WriteByte(',')
			}
			page.WriteString(packageText(n))
			one.WriteString(skuText(n))
		}
		fmt.Fprintf(&page, `],"pagination":{"page":%d,"perPage":%d,"totalItems":%d,"totalPages":%d}},"meta":{"requestId":"req"}}`, i+1, perPage, refreshed, refreshPages)
		pages[i] = page.Bytes()
	}
	one.WriteString(`]}`)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/catalog/skus", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(one.Bytes()) })
	mux.HandleFunc("GET /api/v1/catalog/errors", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"responseCode":"000","responseMessage":null,"payLoad":[]}`)
	})
	mux.HandleFunc("GET /esim/packages", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil || n < 1 || n > len(pages) {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(pages[n-1])
	})
	mux.HandleFunc("POST /auth/token", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"success":true,"status":200,"message":"","data":{"accessToken":"t","tokenType":"Bearer","expiresIn":86400}}`)
	})
	s := httptest.NewServer(mux)
	b.Cleanup(s.Close)
	return s
}

var (
	refreshCountries = strings.Fields("JP KR TH SG TR GB DE FR ES IT PT US CA MX BR NG KE ZA EG AE IN AU")
	refreshOperators = strings.Fields("Docomo SoftBank Vodafone Orange T-Mobile Turkcell MTN Airtel Etisalat Claro Movistar Telstra O2 Three Verizon Globe")
)

// cost is a price that few others have.
func refreshCost(n int) string { return fmt.Sprintf("%d.%02d", 1+n*7%60, n*13%100) }

func skuText(n int) string {
	country, operator := refreshCountries[n%len(refreshCountries)], refreshOperators[n/7%len(refreshOperators)]
	return fmt.Sprintf(`{"skuId":%d,"productId":%d,"productName":"%s %s %d GB %d Days","productDescription":"%d GB of data in %s for %d days, starts when it first connects.","benefitType":"Data","validity":"%d days","faceValue":%s,"minAmount":%s,"maxAmount":%s,"discount":5.5,"pricing":"Fixed","category":"eSIM","region":"","isSalesTaxCharged":false,"salesTax":0,"exchangeRate":1,"currencyCode":"USD","countryCode":"%s","localPhoneNumberLength":10,"internationalCountryCode":["%d"],"allowDecimal":false,"fee":0,"operatorName":"%s","deliveryCurrencyCode":"USD","supportedTransactionCurrencies":"USD","carrierName":"%s","additionalInformation":"","loanAmount":0}`,
		10_000+n, n/10, operator, country, 1+n%20, 1+n%30, 1+n%20, country, 1+n%30, 1+n%30, refreshCost(n), refreshCost(n), refreshCost(n), country, 20+n%70, operator, operator)
}

func packageText(n int) string {
	country, operator := refreshCountries[n%len(refreshCountries)], refreshOperators[n/7%len(refreshOperators)]
	return fmt.Sprintf(`{"packageId":"%s-%ddays-%dgb-%d","slug":"%s","name":"%d GB - %d Days","tier":"standard","destination":{"slug":"%s","name":"Land of %s","countryCode":"%s","type":"local","imageUrl":"https://img.example/%s.png"},"data":{"amount":%d,"display":"%d GB","isUnlimited":false},"validity":{"days":%d,"display":"%d days"},"price":{"amount":%s,"currency":"USD"},"features":{"hasVoice":false,"hasSms":false,"voiceMinutes":0,"smsCount":0,"planType":"data"},"operator":{"name":"%s","imageUrl":"https://img.example/o.png","apnType":"automatic","apnValue":""},"coverage":[{"countryCode":"%s","countryName":"Land of %s","networks":[{"name":"%s","types":["LTE","5G"]}]}],"shortInfo":"Starts when it first connects."}`,
		operator, 1+n%30, 1+n%20, n, country, 1+n%20, 1+n%30, country, country, country, country, 1024*(1+n%20), 1+n%20, 1+n%30, 1+n%30, refreshCost(n), operator, country, country, operator)
}

// TestPlainRefresh is the loop that a refresh is measured against, in a process
// of its own: it only fetches and decodes.
func TestPlainRefresh(t *testing.T) {
	host := os.Getenv("SIMDESK_TEST_PLAIN")
	if host == "" {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"payLoad":[`+skuText(0)+`,`+skuText(1)+`]}`)
		}))
		defer s.Close()
		if got, err := plainSKUs(s.URL); err != nil || len(got) != 2 || got[1].ProductName == "" || got[1].FaceValue != 8.13 {
			t.Errorf("%+v, %v", got, err)
		}
		return
	}
	if os.Getenv("SIMDESK_TEST_SHAPE") == "one" {
		if got, err := plainSKUs(host); err != nil || len(got) != refreshed {
			t.Fatal(len(got), err)
		}
		return
	}
	if got, err := plainPackages(host); err != nil || len(got) != refreshed {
		t.Fatal(len(got), err)
	}
}

func plainSKUs(host string) ([]plainSKU, error) {
	var answer struct{ PayLoad []plainSKU }
	err := plainly(host+"/api/v1/catalog/skus", &answer)
	return answer.PayLoad, err
}

func plainPackages(host string) (all []plainPackage, err error) {
	for page := 1; page <= refreshPages; page++ {
		var answer struct {
			Data struct{ Packages []plainPackage }
		}
		if err := plainly(fmt.Sprintf("%s/esim/packages?page=%d&perPage=100", host, page), &answer); err != nil {
			return nil, err
		}
		all = append(all, answer.Data.Packages...)
	}
	return all, nil
}

func plainly(url string, v any) error {
	res, err := http.Get(url) //nolint:gosec,noctx // our own server
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	return json.NewDecoder(res.Body).Decode(v)
}

// BenchmarkRefresh is "simdesk catalog --refresh" of 100 000 products against the
// plain loop, each in a process of its own: how much longer it takes, and how
// much more it holds at its peak.
func BenchmarkRefresh(b *testing.B) {
	host := refreshHost(b)
	bin, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	for shape, section := range map[string]string{
		"one": "[providers.valuetopup]\nusername = \"u\"\npassword = \"p\"\n", "pages": "[providers.fyatu]\napp_id = \"a\"\nsecret_key = \"s\"\n",
	} {
		b.Run(shape, func(b *testing.B) {
			var ours, plain cost
			for b.Loop() {
				dir := b.TempDir()
				config := filepath.Join(dir, "config.toml")
				if err := os.WriteFile(config, []byte("currency = \"USD\"\n"+section+"base_url = \""+host.URL+"\"\n"), 0o600); err != nil {
					b.Fatal(err)
				}
				plain = plain.plus(b, exec.Command(os.Args[0], "-test.run=^TestPlainRefresh$"), "SIMDESK_TEST_PLAIN="+host.URL, "SIMDESK_TEST_SHAPE="+shape)
				ours = ours.plus(b, exec.Command(bin, "--config", config, "catalog", "--refresh", "--limit", "1", "--json"), "XDG_DATA_HOME="+dir, "XDG_CACHE_HOME="+dir)
			}
			n := float64(b.N)
			b.ReportMetric(ours.took.Seconds()/n, "s")
			b.ReportMetric(plain.took.Seconds()/n, "s-plain")
			b.ReportMetric(ours.took.Seconds()/plain.took.Seconds(), "x-time")
			b.ReportMetric(ours.worked.Seconds()/plain.worked.Seconds(), "x-cpu")
			b.ReportMetric(float64(ours.peak)/1e6/n, "MB")
			b.ReportMetric(float64(plain.peak)/1e6/n, "MB-plain")
			b.ReportMetric(float64(ours.peak)/float64(plain.peak), "x-memory")
		})
	}
}

// cost is what processes took.
type cost struct {
	took, worked time.Duration
	peak         int64
}

func (c cost) plus(b *testing.B, cmd *exec.Cmd, env ...string) cost {
	b.Helper()
	cmd.Env = append(os.Environ(), env...)
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	started := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	peak := make(chan int64)
	go func() { peak <- peakOf(cmd.Process.Pid) }()
	err := cmd.Wait()
	took, out := time.Since(started), text.Bytes()
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	if strings.Contains(cmd.Path, "simdesk-test-") && !bytes.Contains(out, []byte(fmt.Sprintf(`"total":%d`, refreshed))) && !bytes.Contains(out, []byte(fmt.Sprintf(`"total": %d`, refreshed))) {
		b.Fatalf("not everything came: %s", out)
	}
	return cost{c.took + took, c.worked + cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), c.peak + <-peak}
}

// peakOf is the most memory that a process held until it ended. What the system
// tells of a process that has ended counts what its parent held, too.
func peakOf(pid int) (most int64) {
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, rest, ok := strings.Cut(string(status), "VmHWM:")
		if err != nil || !ok {
			return most
		}
		kB, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
		most = kB * 1024
		time.Sleep(5 * time.Millisecond)
	}
}
