package activation

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/say"
	"simdesk/ui/screen"
)

// words are everything that is not the QR code, wrapped to w cells. Nothing a
// person must type is ever cut: it is wrapped.
func (m *Model) words(w int) []string {
	w = max(w, 20)
	t := m.env.Theme
	var lines []string
	for _, line := range wrap(m.head(), w) {
		lines = append(lines, t.Title.Render(line))
	}
	d, ok := m.delivery()
	if !ok {
		return append(lines, "", "Nothing was delivered yet: "+say.StateWord(m.order.State)+".")
	}
	if m.order.Sandbox { // another provider's sandbox makes this one no less real
		lines = append(lines, t.Banner.Render("SANDBOX: not a real delivery"))
	}
	if e := m.order.Error; e != nil {
		text := screen.Voice.Problem(*e)
		if m.env.HideCosts() { // it may name what the shop paid
			text = "There is something to look at: Orders tells what."
		}
		for _, line := range wrap("! "+text, w) {
			lines = append(lines, t.Bad.Render(line))
		}
	}
	if m.order.State == providers.StateCompleted && d.Type != providers.DeliverESIM {
		lines = append(lines, "", t.Good.Render("✓ Done."))
	}
	lines = append(lines, "")
	fields := m.fields(d)
	label := 0
	for _, f := range fields {
		if f[1] != "" && !m.scans() { // beside a QR code the cells are few
			label = max(label, ansi.StringWidth(f[0]))
		}
	}
	for _, f := range fields {
		lines = append(lines, m.field(f[0]+strings.Repeat(" ", label-min(label, ansi.StringWidth(f[0]))), f[1], w)...)
	}
	if m.scans() || m.secret() != "" {
		lines = append(lines, t.Dim.Render(m.left()))
	}
	return lines
}

// savedLines are where the image is: a notice is too short for a path, and goes.
func (m *Model) savedLines(w int) []string {
	return m.field("Saved for you alone as", m.saved, max(w, 20))
}

// fields are what a delivery holds, by its type.
func (m *Model) fields(d providers.Delivery) [][2]string {
	switch d.Type {
	case providers.DeliverESIM:
		return m.esim(d)
	case providers.DeliverTopUp:
		return [][2]string{{"eSIM", d.ICCID}, {"", d.Message}}
	case providers.DeliverPIN:
		return [][2]string{{"PIN", d.PIN}, {"Serial", d.Serial}, {"Valid until", d.Expires}, {"How to use it", d.Instructions}}
	case providers.DeliverGiftCard:
		return [][2]string{{"Card", d.CardNumber}, {"PIN", d.PIN}, {"Valid until", d.Expires}, {"Link", d.Link}}
	case providers.DeliverAirtime:
		delivered := ""
		if d.Delivered != nil {
			delivered = d.Delivered.String()
		}
		return [][2]string{{"Number", d.Phone}, {"Received", delivered}, {"Operator says", d.OperatorReference}}
	case providers.DeliverBill:
		return [][2]string{{"Token", d.Token}, {"Units", d.Units}}
	case providers.DeliverSIM:
		return [][2]string{{"SIM", d.SIMNumber}, {"Number", d.Phone}}
	}
	return [][2]string{{"", "Delivered: " + string(d.Type)}}
}

// esim is the way for phones that cannot scan: the same code in words, or the
// link that the QR code holds now.
func (m *Model) esim(d providers.Delivery) [][2]string {
	a := d.Activation
	if a == nil {
		return [][2]string{{"ICCID", d.ICCID}, {"", "The provider has not told the activation code yet. simdesk keeps asking."}}
	}
	switch m.face {
	case faceIPhone:
		return [][2]string{{"Link for an iPhone (iOS 17.4 or newer)", a.IOS()}}
	case faceAndroid:
		return [][2]string{{"Link for Android (some phones only)", a.Android()}}
	case faceCode:
	}
	confirmation := a.ConfirmationCode
	if confirmation == "" && a.NeedsCode {
		confirmation = "the phone asks for one: ask the provider"
	}
	return [][2]string{
		{"Code", a.LPA()}, {"SM-DP+ address", a.SMDP}, {"Activation code", a.MatchingID},
		{"Confirmation code", confirmation}, {"ICCID", screen.Fours(d.ICCID)},
	}
}

// field is a label and its text: on one line where it fits, else under it.
func (m *Model) field(label, text string, w int) []string {
	text = say.Plain(text)
	if text == "" {
		return nil
	}
	if strings.TrimSpace(label) == "" {
		return wrap(text, w)
	}
	head := m.env.Theme.Dim.Render(label)
	if ansi.StringWidth(label)+2+ansi.StringWidth(text) <= w {
		return []string{head + "  " + text}
	}
	return append([]string{head}, wrap(text, w)...)
}

// wrap breaks at spaces where there are any, and anywhere in a code.
func wrap(s string, w int) []string {
	if !strings.Contains(s, " ") {
		return strings.Split(ansi.Hardwrap(s, w, true), "\n")
	}
	return strings.Split(ansi.Wrap(s, w, ""), "\n")
}
