package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
)

// Signer makes bearer tokens that look as recorded ones do, JSON web tokens by
// HS256, and knows its own again.
type Signer struct{ key []byte }

// Signer returns the one of this name. Its key follows from the seed, so a
// token survives a restart of the simulator.
func (w *World) Signer(name string) Signer {
	return Signer{[]byte(name + " " + strconv.FormatInt(w.Seed, 10))}
}

// Sign makes a token of claims.
func (s Signer) Sign(claims any) string {
	payload, err := json.Marshal(claims)
	if err != nil {
		return ""
	}
	encode := base64.RawURLEncoding.EncodeToString
	head := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(payload)
	return head + "." + encode(s.mac(head))
}

// Read fills claims from a token; false for one that it did not sign.
func (s Signer) Read(token string, claims any) bool {
	dot := strings.LastIndexByte(token, '.')
	if dot < 0 {
		return false
	}
	signature, err := base64.RawURLEncoding.DecodeString(token[dot+1:])
	if err != nil || !hmac.Equal(signature, s.mac(token[:dot])) {
		return false
	}
	_, encoded, _ := strings.Cut(token[:dot], ".")
	payload, err := base64.RawURLEncoding.DecodeString(encoded)
	return err == nil && json.Unmarshal(payload, claims) == nil
}

func (s Signer) mac(head string) []byte {
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte(head))
	return m.Sum(nil)
}
