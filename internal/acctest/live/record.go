// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// recording makes a scenario file of the responses of one API, which adds to the emulator's own.
type recording struct {
	api    api
	id     string
	madeUp *madeUp

	mu         sync.Mutex
	host       string
	responses  []emulator.Response
	unreadable int
}

// observe records a response of the API. It ignores those of credentials APIs.
func (rec *recording) observe(r *http.Request, response cloud.Response) {
	if !rec.isCall(r) {
		return
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.host = r.URL.Host
	body, err := rec.madeUp.body(response.Body)
	if err != nil {
		rec.unreadable++
		return
	}
	recorded := emulator.Response{Status: response.Status, Body: body}
	for _, name := range []string{"Content-Type", "Retry-After"} {
		if value := response.Header.Get(name); value != "" {
			recorded = recorded.Header(name, value)
		}
	}
	rec.responses = append(rec.responses, recorded)
}

// isCall reports whether a request is a call of the API: no request to a credentials API has the id.
func (rec *recording) isCall(r *http.Request) bool {
	for _, values := range r.URL.Query() {
		if slices.Contains(values, rec.id) {
			return true
		}
	}
	return slices.Contains(strings.Split(r.URL.Path, "/"), rec.id)
}

// write writes the scenario file into a folder. It writes nothing that holds the id or a secret.
func (rec *recording) write(dir string, now time.Time, known *secrets) error {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if len(rec.responses) == 0 {
		return fmt.Errorf("nothing is recorded, since no response was JSON (%d were not)", rec.unreadable)
	}
	date := now.UTC().Format(time.DateOnly)
	file := emulator.ScenarioFile{
		Source: fmt.Sprintf("Recorded by `make testacc-live` on %s from %s. Ids, names, keys and all free text are made up.", date, rec.host),
		API:    emulator.APISpec{Name: rec.api.call},
		Scenarios: []emulator.Scenario{{
			Key: rec.madeUp.text(rec.id), Shows: "recorded on " + date, Responses: withoutRepeats(rec.responses),
		}},
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(file); err != nil {
		return err
	}
	if leaks := known.in(text.String()); len(leaks) > 0 {
		return fmt.Errorf("the recording is not written, because it holds %s. Please report this", strings.Join(leaks, ", "))
	}
	if strings.Contains(strings.ToLower(text.String()), strings.ToLower(rec.id)) {
		return errors.New("the recording is not written, because it holds the id that was read. Please report this")
	}
	if err := os.MkdirAll(dir, 0o750); err != nil { //nolint:gosec // the developer chooses the folder
		return err
	}
	name := filepath.Join(dir, rec.api.call+".json")
	if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil { //nolint:gosec // the developer chooses the folder
		return err
	}
	if rec.unreadable > 0 {
		return fmt.Errorf("%d responses are not JSON and are not recorded", rec.unreadable)
	}
	return nil
}

// withoutRepeats leaves out the last responses if they are the same, since the emulator repeats the last one.
func withoutRepeats(responses []emulator.Response) []emulator.Response {
	for n := len(responses); n > 1 && reflect.DeepEqual(responses[n-1], responses[n-2]); n-- {
		responses = responses[:n-1]
	}
	return responses
}
