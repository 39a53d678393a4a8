package roamify

import (
	"net/http"

	"simdesk/providers/sandbox/sim"
)

type device struct {
	Model      string `json:"model"`
	DeviceType string `json:"deviceType"`
	OS         string `json:"os"`
	Brand      string `json:"brand"`
	Name       string `json:"name"`
}

// phones are some that take an eSIM, by brand: model number and name.
var phones = []struct {
	brand, os string
	models    [][2]string
}{
	{"Apple", "ios", [][2]string{
		{"iPhone11,8", "iPhone XR"}, {"iPhone11,2", "iPhone XS"}, {"iPhone12,1", "iPhone 11"}, {"iPhone12,8", "iPhone SE (2nd generation)"},
		{"iPhone13,2", "iPhone 12"}, {"iPhone14,5", "iPhone 13"}, {"iPhone14,6", "iPhone SE (3rd generation)"},
		{"iPhone14,7", "iPhone 14"}, {"iPhone15,4", "iPhone 15"}, {"iPhone17,3", "iPhone 16"},
	}},
	{"Samsung", "android", [][2]string{
		{"SM-G980F", "Galaxy S20"}, {"SM-G991B", "Galaxy S21"}, {"SM-S901B", "Galaxy S22"}, {"SM-S911B", "Galaxy S23"},
		{"SM-S921B", "Galaxy S24"}, {"SM-F731B", "Galaxy Z Flip5"}, {"SM-F946B", "Galaxy Z Fold5"}, {"SM-A546B", "Galaxy A54 5G"},
	}},
	{"Google", "android", [][2]string{
		{"G013A", "Pixel 3"}, {"G020I", "Pixel 4"}, {"GD1YQ", "Pixel 5"}, {"GB7N6", "Pixel 6"}, {"GVU6C", "Pixel 7"}, {"GKWS6", "Pixel 8"},
	}},
	{"Xiaomi", "android", [][2]string{{"2210132G", "13 Pro"}, {"2211133G", "13"}, {"23127PN0CG", "14"}}},
	{"Motorola", "android", [][2]string{{"XT2000-1", "Razr (2019)"}, {"XT2201-1", "Edge 30 Pro"}}},
	{"Sony", "android", [][2]string{{"XQ-CT54", "Xperia 1 IV"}, {"XQ-DQ54", "Xperia 1 V"}}},
}

func (s *Simulator) devices(*http.Request) sim.Answer {
	list := []device{}
	for _, p := range phones {
		for _, m := range p.models {
			list = append(list, device{m[0], "phone", p.os, p.brand, m[1]})
		}
	}
	return success(list)
}
