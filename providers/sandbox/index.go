package sandbox

import (
	"html/template"
	"net/http"
)

var page = template.Must(template.New("index").Parse(`<!doctype html>
<meta charset="utf-8"><title>SANDBOX</title>
<h1>SANDBOX</h1>
<p>Simulators of five providers. Nothing sold here is real and no money moves.</p>
<table>
<tr><th>provider</th><th>base_url</th><th>credentials</th></tr>
{{range .}}<tr><td>{{.Name}}</td><td><code>{{.URL}}</code></td><td>{{range $k, $v := .Credentials}}<code>{{$k}} = "{{$v}}"</code> {{end}}</td></tr>
{{end}}</table>
`))

func index(w http.ResponseWriter, r *http.Request) {
	type row struct {
		Name, URL   string
		Credentials map[string]string
	}
	rows := make([]row, len(simulators))
	for i, p := range simulators {
		rows[i] = row{p.name, "http://" + r.Host + "/" + p.name + p.base, Credentials(p.name)}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, rows) // only a reader who hung up makes it fail
}
