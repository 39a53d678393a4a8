package fyatu

import "time"

// The eSIM of the documents' own top-up example. The business has it.
const (
	SampleICCID  = "8910300000000012345"
	SampleESIMID = "ESIM-20260105-ABC12345"
)

// earlier are sales of the last weeks, oldest first, so that there are
// customers to look up. They were paid before the wallet's statement begins.
var earlier = []struct {
	pack   string
	ago    time.Duration
	pace   float64 // of the validity until the data is gone
	topUp  string
	idle   bool // the customer has not travelled yet
	sample bool
	custom string
}{
	{pack: "bonjour-7days-1gb", ago: 40 * day, pace: 1.5},
	{pack: "united-states-connect-30days-5gb", ago: 14 * day, pace: 0.25},
	{pack: "hola-30days-5gb", ago: 11 * day, pace: 0.6, topUp: "hola-topup-3gb", custom: "Tour group"},
	{pack: "united-kingdom-connect-30days-10gb-premium", ago: 6 * day, pace: 0.9},
	{sample: true, pack: "merhaba-7days-5gb", ago: 3 * day, pace: 0.8},
	{pack: "sawatdee-15days-unlimited", ago: 2 * day},
	{pack: "konnichiwa-30days-10gb", ago: 90 * time.Minute, idle: true},
}

func (s *Simulator) preload() {
	now := s.world.Now()
	for _, e := range earlier {
		c, at := s.mint(s.byID[e.pack]), now.Add(-e.ago)
		c.ID = "ESIM-" + at.UTC().Format("20060102") + c.ID[len("ESIM-20060102"):]
		if e.sample {
			c.ICCID, c.ID = SampleICCID, SampleESIMID
		}
		c.Sold, c.Plans[0].Added, c.Plans[0].Pace, c.custom = at, at, e.pace, e.custom
		if e.idle {
			c.Install = 365 * day
		}
		if e.topUp != "" {
			s.world.AddPlan(c.ESIM, s.byID[e.topUp].plan())
			c.Plans[1].Added = at.Add(e.ago / 3)
		}
	}
}
